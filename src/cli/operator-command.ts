import type { TextOptions } from '../render/text-options.ts';
import { elidedVars } from './elided-vars.ts';
import { typedWords } from '../domain/typed-words.ts';
import { connectOptions, optionSpecs, selectOptions, vaultOptions } from './option-specs.ts';
import type { OptionName, OptionSpec } from './option-specs.ts';
import type { RawOptions } from './raw-options.ts';

/** Options that say which machines and how to reach them: they belong to every command that follows. */
const places: readonly OptionName[] = [...selectOptions, ...connectOptions, ...vaultOptions].filter(
  (name) => name !== 'accept-new', // a key that was accepted is on record now
);
/** Those that only say how to get in: a plan file has decided the rest. */
const ways = places.filter((name) => ![...selectOptions, 'user', 'become'].includes(name));
/** Those that choose tasks: for commands with a playbook. */
const choices: readonly OptionName[] = ['tags', 'skip-tags', 'start-at-task', 'disrupt'];

/** The command that the operator typed, with another verb: `bulwark apply hardening.yaml -i prod.yaml -l worker-1`. Secrets of `-e` are elided. */
export function operatorCommand(typed: RawOptions, config: Defaults | null = null): TextOptions['command'] {
  const given = config === null ? typed : withoutDefaults(typed, config);
  return (verb, { limit, add = [], playbook = 'operand', planFile, disrupt = true } = {}) => {
    if (planFile !== undefined)
      return typedWords(['bulwark', ...verb.split(' '), planFile, ...ways.flatMap((name) => wordsOf(name, given))]);
    const chosen = playbook === 'operand' ? choices.filter((name) => disrupt || name !== 'disrupt') : [];
    const names = [...places, ...chosen];
    const options = names.flatMap((name) =>
      name === 'limit'
        ? limitWords(limit === undefined ? given.values.get('limit')?.at(-1) : limit)
        : wordsOf(name, given),
    );
    const named = given.operands.slice(0, 1);
    const words = {
      operand: [...named, ...options, ...add],
      option: [...add, ...options, ...named.flatMap((name) => ['--playbook', name])],
      none: [...add, ...options],
    }[playbook];
    return typedWords(['bulwark', ...verb.split(' '), ...words]);
  };
}

/** What bulwark.yaml names; null: nothing. */
interface Defaults {
  readonly inventory: readonly string[] | null;
  readonly playbook: string | null;
  readonly knownHosts: string | null;
}

/** The words without those that say what bulwark.yaml says already. */
function withoutDefaults(given: RawOptions, { inventory, playbook, knownHosts }: Defaults): RawOptions {
  const said: ReadonlyMap<string, readonly string[]> = new Map([
    ['inventory', inventory ?? []],
    ['known-hosts', knownHosts === null ? [] : [knownHosts]],
  ]);
  const values = [...given.values].filter(([name, texts]) => JSON.stringify(texts) !== JSON.stringify(said.get(name)));
  const [first, ...others] = given.operands;
  return { ...given, values: new Map(values), operands: first === playbook ? others : given.operands };
}

const limitWords = (limit: string | null | undefined): readonly string[] =>
  limit === undefined || limit === null ? [] : ['-l', limit];

function wordsOf(name: OptionName, given: RawOptions): readonly string[] {
  const spec: OptionSpec = optionSpecs[name];
  const flag = spec.alias === undefined ? `--${name}` : `-${spec.alias}`;
  if ((given.flags.get(name) ?? 0) > 0) return [flag];
  return (given.values.get(name) ?? []).flatMap((value) => [flag, name === 'extra-vars' ? elidedVars(value) : value]);
}
