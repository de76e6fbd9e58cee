import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Host, Inventory } from '../domain/inventory.ts';
import { near } from '../domain/near.ts';
import type { Value } from '../domain/value.ts';
import { count } from '../domain/count.ts';
import { suggestNames } from '../inventory/pattern.ts';
import type { ExitCode } from '../report/exit-code.ts';
import type { InventoryWhyInvocation } from './invocation.ts';
import { playsThatSet } from './plays-that-set.ts';
import type { AppPorts } from './ports.ts';
import type { Inputs } from './prepare.ts';
import { readProject } from './read-project.ts';
import { startRunLog } from './run-log.ts';
import { shownNode, shownVariable } from './shown-variable.ts';

/** `inventory why HOST [VARIABLE]`: every place that sets a variable of a host, and which wins. Errors `unknown-host`, `unknown-variable`. */
export async function inventoryWhyCommand(asked: InventoryWhyInvocation, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const inputs = await readProject(asked, ports);
  if (!inputs.ok) return log.refuse(inputs.diagnostics);
  const { inventory, extraVars, config } = inputs.value;
  const host = inventory.hosts.get(asked.host);
  if (host === undefined) return log.refuse([unknownHost(asked.host, inventory)]);
  const settings = settingsOf(host, extraVars);
  if (asked.variable === null) {
    ports.print(overview(host, settings));
    return 0;
  }
  const places = settings.get(asked.variable) ?? [];
  const plays = playsThatSet(asked.variable, host.name, config.playbook, inventory, ports.files);
  if (places.length === 0 && plays.length === 0)
    return log.refuse([unknownVariable(asked.variable, host, [...settings.keys()])]);
  ports.print([...storyOf(asked.variable, host, places), ...plays]);
  return 0;
}

/** One place that sets a variable. */
interface Place {
  readonly where: string;
  /** `group workers`, `host cp-1`; empty where the file's name says it. */
  readonly who: string;
  readonly shown: string;
}

/** By variable in order of name; the place that wins last. */
function settingsOf(host: Host, extraVars: Inputs['extraVars']): ReadonlyMap<string, readonly Place[]> {
  const found: (readonly [string, Place])[] = [
    ...host.layers.flatMap(({ origin, vars }) =>
      [...vars].map(([name, node]): readonly [string, Place] => {
        const { file, start } = node.range;
        const who = origin.startsWith(`${file} `) ? origin.slice(file.length + 1) : '';
        return [name, { where: `${file}:${start.line}`, who, shown: shownNode(name, node) }];
      }),
    ),
    ...[...extraVars].map(([name, value]): readonly [string, Place] => [name, extraPlace(name, value)]),
  ];
  const grouped = Map.groupBy(found, ([name]) => name);
  return new Map(
    [...grouped].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, all]) => [name, all.map(([, place]) => place)]),
  );
}

const extraPlace = (name: string, value: Value): Place => ({ where: '-e', who: '', shown: shownVariable(name, value) });

function overview(host: Host, settings: ReadonlyMap<string, readonly Place[]>): readonly string[] {
  const rows = [...settings].map(([name, places]) => {
    const beaten = places.length > 1 ? `  (beats ${places.length - 1})` : '';
    const last = places.at(-1);
    return { name, shown: last?.shown ?? '', where: `${placeWords(last)}${beaten}` };
  });
  const names = Math.max(0, ...rows.map(({ name }) => name.length));
  const groups = host.groups.length === 0 ? 'in no group' : `in ${host.groups.join(', ')}`;
  const number = count(rows.length, 'variable');
  return [
    `${host.name} is ${groups}, ${number}`,
    '',
    ...rows.flatMap(({ name, shown, where }) => [`${name.padEnd(names)}  ${shown}`, `${' '.repeat(names)}  ${where}`]),
  ];
}

const placeWords = (place: Place | undefined): string =>
  place === undefined ? '' : place.who === '' ? place.where : `${place.where} ${place.who}`;

/** The winner first. */
function storyOf(variable: string, host: Host, places: readonly Place[]): readonly string[] {
  const winner = places.at(-1);
  if (winner === undefined) return [`${variable} of ${host.name} is set by a play only`];
  const wide = Math.max(...places.map((place) => placeWords(place).length));
  return [
    `${variable} of ${host.name} is ${winner.shown}`,
    '',
    ...places
      .toReversed()
      .map((place, at) => `${at === 0 ? 'wins  ' : 'beaten'}  ${placeWords(place).padEnd(wide)}  ${place.shown}`),
  ];
}

const unknownHost = (name: string, inventory: Inventory): Diagnostic => ({
  severity: 'error',
  code: 'unknown-host',
  summary: `there is no host ${name}. ${suggestNames(name, inventory)}`,
  hint: '`bulwark inventory list` shows the hosts',
});

function unknownVariable(name: string, host: Host, known: readonly string[]): Diagnostic {
  const guesses = near(name, known);
  return {
    severity: 'error',
    code: 'unknown-variable',
    summary: `nobody sets ${name} for ${host.name}`,
    hint:
      guesses.length === 0
        ? `\`bulwark inventory why ${host.name}\` shows what is set`
        : `did you mean ${guesses.join(' or ')}?`,
  };
}
