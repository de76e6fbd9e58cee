import { BadAnswer, type Answers, type Query } from '../../domain/module.ts';
import { pathResource, unitResource } from '../../domain/resource.ts';
import type { CommandOutput } from '../../domain/session.ts';
import { knownFile, isPresent } from '../file/known-file.ts';
import type { Service } from '../../domain/k8s-snap.ts';
import { normaliserOf, unitOf } from './component.ts';
import { type About, doubtOf, processesIn } from './doubts.ts';
import { type FlagCatalogue, readCatalogue } from './flag-types.ts';
import type { ArgsFileTarget, ArgsTask } from './params.ts';
import { isAdding } from './rule.ts';
import { argvMark, componentCommand, helpMark } from './probe-command.ts';
import type { PresentFile } from '../../domain/file-state.ts';

/** `argv` is that of the service's running process, without the program; null where there is none, or not yet. */
export type ArgsState =
  | { readonly kind: 'not-applicable'; readonly why: string }
  | {
      readonly kind: 'found';
      readonly file: PresentFile;
      readonly catalogue: FlagCatalogue;
      readonly argv: readonly string[] | null;
      /** Why file and process may not be what counts. */
      readonly doubt: string | null;
      readonly about: About;
    };

export function probeArgs({ target, rules }: ArgsTask): Query<ArgsState> {
  const { path, service, live } = target;
  const added = rules.filter(isAdding).map(({ flag }) => flag);
  return {
    files: [{ path, want: 'content', follow: false }],
    ...(service !== null && { command: componentCommand(path, service, added, live) }),
    reads: [pathResource(path), ...(service !== null && live ? [unitResource(unitOf(service))] : [])],
    parse: (answers) => readState(target, answers),
  };
}

function readState(target: ArgsFileTarget, answers: Answers): ArgsState {
  const about = target.service === null ? nothingAsked : readAnswer(answers.output, target.service);
  if (target.live && about.unit !== null && isOff(about.unit) && processesIn(about.about) === 0) {
    return {
      kind: 'not-applicable',
      why: `${target.name} is ${about.unit.load === 'not-found' ? 'not installed' : about.unit.enabled} here: nothing to do`,
    };
  }
  const file = knownFile(answers, target.path, false);
  if (!isPresent(file)) throw new BadAnswer(`${target.path} does not exist`);
  const doubt = target.service === null ? null : doubtOf(about.about, target.service);
  return { kind: 'found', file, catalogue: about.catalogue, argv: about.argv, doubt, about: about.about };
}

interface Unit {
  readonly load: string;
  readonly enabled: string;
  readonly active: string;
}

interface ComponentAnswer {
  readonly unit: Unit | null;
  readonly catalogue: FlagCatalogue;
  readonly argv: readonly string[] | null;
  readonly about: About;
}

const nothingAsked: ComponentAnswer = { unit: null, catalogue: null, argv: null, about: new Map() };

/** Restarting a unit that somebody disabled would start it (kube-proxy, where Cilium replaces it). */
const isOff = ({ load, enabled, active }: Unit): boolean =>
  load === 'not-found' ||
  load === 'masked' ||
  (['disabled', 'masked', ''].includes(enabled) && !/^(?:active|activating|reloading)$/.test(active));

function readAnswer(output: CommandOutput, service: Service): ComponentAnswer {
  const text = output.stdout.toString();
  const [unit, afterUnit] = cutAt(text, `${helpMark}\n`);
  const [help, argv] = cutAt(afterUnit, `${argvMark}\n`);
  if (output.code !== 0 || unit === null || help === null)
    throw new BadAnswer(`${service} could not be looked at`, linesOf(output.stderr.toString()).slice(0, 3));
  const properties = readProperties(unit);
  return {
    unit: unitIn(properties),
    about: properties,
    catalogue: readCatalogue(linesOf(help), normaliserOf(service)),
    argv: readArgv(argv, service),
  };
}

function cutAt(text: string, mark: string): [string | null, string] {
  const at = text.startsWith(mark) ? 0 : text.indexOf(`\n${mark}`) + 1;
  return at === 0 && !text.startsWith(mark) ? [null, text] : [text.slice(0, at), text.slice(at + mark.length)];
}

function readProperties(text: string): About {
  const lines = linesOf(text).map((line) => [line.replace(/=.*$/, ''), line.slice(line.indexOf('=') + 1)] as const);
  const grouped = Map.groupBy(lines, ([name]) => name);
  return new Map([...grouped].map(([name, values]) => [name, values.map(([, value]) => value)]));
}

function unitIn(properties: About): Unit | null {
  const of = (name: string): string | undefined => properties.get(name)?.at(-1);
  const load = of('LoadState');
  return load === undefined ? null : { load, enabled: of('UnitFileState') ?? '', active: of('ActiveState') ?? '' };
}

/** NUL ends each word. While the snap's wrapper still waits, the process is a shell. */
function readArgv(text: string, service: Service): readonly string[] | null {
  const [program = '', ...words] = text.split('\0').slice(0, -1);
  return program.slice(program.lastIndexOf('/') + 1) === service ? words : null;
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');
