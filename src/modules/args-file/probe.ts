import { BadAnswer, type Answers, type Query } from '../../domain/module.ts';
import { pathResource, unitResource } from '../../domain/resource.ts';
import type { CommandOutput } from '../../domain/session.ts';
import { knownFile, isPresent } from '../file/known-file.ts';
import type { Service } from '../../domain/k8s-snap.ts';
import { normaliserOf, unitOf } from './component.ts';
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
  if (target.live && about.unit !== null && isOff(about.unit)) {
    return {
      kind: 'not-applicable',
      why: `${target.name} is ${about.unit.load === 'not-found' ? 'not installed' : about.unit.enabled} here: nothing to do`,
    };
  }
  const file = knownFile(answers, target.path, false);
  if (!isPresent(file)) throw new BadAnswer(`${target.path} does not exist`);
  return { kind: 'found', file, catalogue: about.catalogue, argv: about.argv };
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
}

const nothingAsked: ComponentAnswer = { unit: null, catalogue: null, argv: null };

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
  return {
    unit: readUnit(unit),
    catalogue: readCatalogue(linesOf(help), normaliserOf(service)),
    argv: readArgv(argv, service),
  };
}

function cutAt(text: string, mark: string): [string | null, string] {
  const at = text.startsWith(mark) ? 0 : text.indexOf(`\n${mark}`) + 1;
  return at === 0 && !text.startsWith(mark) ? [null, text] : [text.slice(0, at), text.slice(at + mark.length)];
}

function readUnit(text: string): Unit | null {
  const fields = new Map(
    linesOf(text).map((line): [string, string] => [line.replace(/=.*$/, ''), line.slice(line.indexOf('=') + 1)]),
  );
  const load = fields.get('LoadState');
  return load === undefined
    ? null
    : { load, enabled: fields.get('UnitFileState') ?? '', active: fields.get('ActiveState') ?? '' };
}

/** NUL ends each word. While the snap's wrapper still waits, the process is a shell. */
function readArgv(text: string, service: Service): readonly string[] | null {
  const [program = '', ...words] = text.split('\0').slice(0, -1);
  return program.slice(program.lastIndexOf('/') + 1) === service ? words : null;
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');
