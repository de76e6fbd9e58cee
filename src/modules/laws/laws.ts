import type { BoundModule } from '../../domain/bound.ts';
import { BadAnswer, type Answers, type Planned } from '../../domain/module.ts';
import { Secret } from '../../domain/secret.ts';
import { shownText } from '../../domain/shell-command.ts';
import { objectOf } from '../registry/check.ts';
import type { HostModule, RegisteredModule } from '../registry/registered.ts';
import { examplesOf } from './examples.ts';
import { absent, MemoryHost, textFile } from './memory-host.ts';
import { writersIn } from './writers-in.ts';

/** What every module keeps. */
export interface Law {
  readonly name: string;
  /** Each way in which the module breaks it; empty where it keeps it. */
  check(module: RegisteredModule): readonly string[];
}

export const laws: readonly Law[] = [
  { name: 'its name, summary and examples are good', check: described },
  { name: 'every parameter has its meaning, and no meaning is left over', check: meant },
  { name: 'each example is good', check: parsedExamples },
  { name: 'an unknown parameter is told', check: tellsUnknown },
  { name: 'the same answer gives the same plan, and anything odd is a bad answer', check: forEachBound(deterministic) },
  { name: 'its questions only read, and say what they read', check: forEachBound(readsOnly) },
  { name: 'what was performed is not planned again', check: forEachBound(convergent) },
  { name: 'a secret is shown nowhere', check: secretive },
];

function described({ name, summary, examples }: RegisteredModule): readonly string[] {
  return [
    ...(/^[a-z][a-z0-9_]*$/.test(name) ? [] : [`the name is ${name}: small letters, digits and _`]),
    ...(summary !== '' && !summary.includes('\n') && !summary.endsWith('.')
      ? []
      : ['the summary is one line without a full stop']),
    ...(examples.length > 0 ? [] : ['there is no example']),
  ];
}

function meant(module: RegisteredModule): readonly string[] {
  if (module.open) return [];
  const names = Object.keys(objectOf(module.schema)?.shape ?? {});
  const meanings = Object.keys(module.words.parameters);
  return [
    ...names.filter((name) => !meanings.includes(name)).map((name) => `words.parameters lacks ${name}`),
    ...meanings
      .filter((name) => !names.includes(name))
      .map((name) => `words.parameters has ${name}, which is no parameter`),
  ];
}

function parsedExamples(module: RegisteredModule): readonly string[] {
  return examplesOf(module).flatMap(({ text, parameters }) => [
    ...(parameters.length > 0 ? [] : [`no task of ${module.name} in: ${text}`]),
    ...parameters.flatMap((given) => {
      const parsed = module.kind === 'host' ? module.bind(given) : module.evaluate(given);
      return parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path.join('.')} ${message}, in: ${text}`);
    }),
  ]);
}

function tellsUnknown(module: RegisteredModule): readonly string[] {
  const given = { no_such_parameter: 1 };
  const parsed = module.kind === 'host' ? module.bind(given) : module.evaluate(given);
  if (module.open || (!parsed.ok && parsed.issues.some(({ code }) => code === 'unknown-parameter'))) return [];
  return ['use z.strictObject for its parameters'];
}

/** One of the tasks of the examples, bound. */
interface Trial {
  readonly text: string;
  readonly given: unknown;
  readonly bound: BoundModule;
}

function forEachBound(check: (trial: Trial) => readonly string[]): Law['check'] {
  return (module) =>
    trialsOf(module).flatMap((trial) => attempt(() => check(trial)).map((why) => `${why}, in: ${trial.text}`));
}

function trialsOf(module: RegisteredModule): readonly Trial[] {
  if (module.kind !== 'host') return [];
  return examplesOf(module).flatMap(({ text, parameters }) =>
    parameters.flatMap((given) => boundTo(module, given).map((bound) => ({ text, given, bound }))),
  );
}

/** Of parameters that are bad, which another law tells, there are none. */
function boundTo(module: HostModule, given: unknown): readonly BoundModule[] {
  const bound = module.bind(given);
  return bound.ok ? [bound.value] : [];
}

/** What a module throws besides BadAnswer is a mistake in it. */
function attempt(check: () => readonly string[]): readonly string[] {
  try {
    return check();
  } catch (error) {
    return [`it throws ${String(error)}`];
  }
}

const said = (text: string): Answers['output'] => ({ code: 0, stdout: Buffer.from(text), stderr: Buffer.alloc(0) });

/** Hosts without the file, with an empty one, with one that nobody may read, and one that talks nonsense. */
const odd: readonly Answers[] = [
  { file: absent, output: said('') },
  { file: textFile(''), output: said('') },
  { file: () => ({ kind: 'unknown', why: 'Permission denied' }), output: said('') },
  { file: absent, output: said('LoadState=\nnonsense \u0000\u{1b}[2J=#1\n') },
];

function deterministic({ bound }: Trial): readonly string[] {
  const differs = odd.some((given) => planText(bound, given) !== planText(bound, given));
  return differs ? ['two plans from one answer differ'] : [];
}

/** The plan as text, or why there is none. */
function planText(bound: BoundModule, given: Answers): string {
  try {
    const answered = bound.answer(given);
    return jsonText([answered.planned, [...answered.result([])]]);
  } catch (error) {
    if (error instanceof BadAnswer) return `bad answer: ${error.message}`;
    throw error;
  }
}

/** Mappings as pairs, large numbers as their digits. */
const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    one instanceof Map ? [...one] : typeof one === 'bigint' ? String(one) : one,
  );

/** With `read_only` the operator promises; the command is then run in a folder of ours under /run. */
function readsOnly({ bound, given }: Trial): readonly string[] {
  if (typeof given === 'object' && given !== null && 'read_only' in given) return [];
  const { command, files = [], reads } = bound.query;
  const named = reads.flatMap((resource) => (resource.kind === 'path' ? [resource.path] : []));
  const isNamed = (path: string): boolean =>
    named.some((name) => name === path || name.startsWith(`${path === '/' ? '' : path}/`));
  return [
    ...writersIn(command === undefined ? '' : shownText(command)).map((word) => `the question has \`${word}\``),
    ...files.filter(({ path }) => !isNamed(path)).map(({ path }) => `reads does not name ${path}`),
    ...(command !== undefined && reads.length === 0 && !isConstant(bound)
      ? ['a command asks, and reads is empty']
      : []),
  ];
}

/** Only the shell itself is asked: `printf`. */
const isConstant = ({ query: { command } }: BoundModule): boolean =>
  command === undefined || /^\s*(?:printf|echo|:|true)\s/.test(shownText(command));

/** On hosts whose files are only thought of; what needs a command or a service is tried by a plan on a real one. */
function convergent({ bound }: Trial): readonly string[] {
  if (bound.query.command !== undefined) return [];
  const hosts = [new MemoryHost(), new MemoryHost(textFile('something else\n'))];
  return hosts.flatMap((host) => {
    const first = planOn(host, bound);
    if (first?.kind !== 'changes' || !first.changes.every(({ converges }) => converges === 'verified')) return [];
    if (!first.changes.every((change) => host.perform(change))) return [];
    const second = planOn(host, bound);
    return second?.kind === 'changes' && second.changes.length === 0
      ? []
      : [`after its steps it plans ${jsonText(second)}`];
  });
}

/** null: an answer that cannot be read. */
function planOn(host: MemoryHost, bound: BoundModule): Planned | null {
  try {
    return bound.answer(host.answers(bound)).planned;
  } catch (error) {
    if (error instanceof BadAnswer) return null;
    throw error;
  }
}

const canary = 'c4n4ry-Zq8vT2mX';

/** Each text of an example that may be secret is one. */
function secretive(module: RegisteredModule): readonly string[] {
  if (module.kind !== 'host') return [];
  return examplesOf(module).flatMap(({ text, parameters }) =>
    parameters
      .flatMap(withSecret)
      .flatMap(({ name, given }) =>
        boundTo(module, given).flatMap((bound) =>
          attempt(() => (showsSecret(bound) ? [`${name} is shown where it is secret`] : [])).map(
            (why) => `${why}, in: ${text}`,
          ),
        ),
      ),
  );
}

function withSecret(given: unknown): readonly { readonly name: string; readonly given: unknown }[] {
  if (typeof given !== 'object' || given === null) return [];
  return Object.entries(given)
    .filter(([, value]) => typeof value === 'string')
    .map(([name]) => ({ name, given: { ...given, [name]: new Secret(canary) } }));
}

/** Secrets are masked wherever they are still `Secret`. */
function showsSecret(bound: BoundModule): boolean {
  const { command } = bound.query;
  const shown = [command === undefined ? '' : shownText(command), ...odd.map((given) => planText(bound, given))];
  return shown.some((text) => text.includes(canary));
}
