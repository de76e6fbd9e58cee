import type { PresentFile } from '../../domain/file-state.ts';
import { BadAnswer, type Change, type DiffEntry, type Planned } from '../../domain/module.ts';
import { pathResource } from '../../domain/resource.ts';
import { Secret } from '../../domain/secret.ts';
import { modeText } from '../mode.ts';
import { keptValue } from './apply-rules.ts';
import { findingsOf } from './findings.ts';
import type { ArgsFileTarget, ArgsTask } from './params.ts';
import type { ArgsState } from './probe.ts';
import { RefusedError } from './refusal.ts';
import { wantedWords } from './rule.ts';
import { runsWith } from './running.ts';
import { lookAt, type Seen, shownValue } from './seen.ts';
import { writeArgs } from './written-form.ts';

/** What a task makes of a host's args file and of the process that runs with it. */
export function planArgs(task: ArgsTask, state: ArgsState): Planned {
  if (state.kind === 'not-applicable') return { kind: 'changes', changes: [], warnings: [state.why] };
  try {
    return planFound(task, lookAt(task, state));
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return refusedPlan(task.target, error);
  }
}

function planFound(task: ArgsTask, seen: Seen): Planned {
  const findings = findingsOf(task, seen);
  const changes = [writeChange(task, seen) ?? runningChange(task, seen)].filter((change) => change !== null);
  const kept = task.rules.flatMap((rule) => {
    const value = keptValue(rule, seen.flags.get(rule.flag));
    return value === null
      ? []
      : [{ what: `${task.target.name} --${rule.flag} ${value}`, why: `${wantedWords(rule)} is wanted` }];
  });
  return { kind: 'changes', changes, findings, kept, warnings: seen.form.lasting };
}

/** The file with the wanted flags, in the written form, root's and closed to others; null when it is so already. */
function writeChange({ target, rules }: ArgsTask, seen: Seen): Change | null {
  const entries = [...flagEntries(rules, seen), ...seen.form.entries];
  // A task that names no flag asks: what comes after it must not hang on a change of the file's mode.
  const attributes = rules.length === 0 ? [] : attributeEntries(seen.file);
  if (entries.length + attributes.length === 0) return null;
  const content = entries.length === 0 ? seen.parsed.text : writeArgs(seen.wanted, seen.parsed.comments);
  const secret = rules.some((rule) => rule.kind === 'set' && rule.value instanceof Secret);
  const hide = (text: string): string | Secret => (secret ? new Secret(text) : text);
  const text = { before: hide(seen.file.content?.toString() ?? ''), after: hide(content) };
  return {
    ...changeOf(target),
    diff: { entries: [...entries, ...attributes], ...(entries.length > 0 && { text }) },
    converges: 'verified',
    steps: [entries.length === 0 ? attributesStep(target, seen.file) : writeStep(target, seen.file, hide(content))],
  };
}

/** Nothing to perform: the file is right, and the process that runs was started with something else. */
function runningChange({ target, rules }: ArgsTask, { wanted, running }: Seen): Change | null {
  if (running === null) return null;
  const kept = rules.filter(({ kind }) => kind !== 'check' && kind !== 'check-without');
  const names = [...new Set(kept.map(({ flag }) => flag))].filter(
    (name) => !runsWith(running.get(name), wanted.get(name)?.value ?? null),
  );
  if (names.length === 0) return null;
  const entries = names.map((name) => ({
    name: `--${name} (running process)`,
    before: shownValue(rules, running, name),
    after: shownValue(rules, wanted, name),
  }));
  return { ...changeOf(target), diff: { entries }, converges: 'by-handler', steps: [] };
}

const changeOf = (target: ArgsFileTarget) =>
  ({
    action: 'update',
    target: target.name,
    writes: [pathResource(target.path)],
    disrupts: 'none',
  }) satisfies Partial<Change>;

function flagEntries(rules: ArgsTask['rules'], { flags, wanted }: Seen): readonly DiffEntry[] {
  const names = [...new Set(rules.map(({ flag }) => flag))].filter(
    (name) => flags.get(name)?.value !== wanted.get(name)?.value,
  );
  return names.map((name) => ({
    name: `--${name}`,
    before: shownValue(rules, flags, name),
    after: shownValue(rules, wanted, name),
  }));
}

/** Bits beyond 0600 are taken away; a stricter mode stays. */
const tightMode = (file: PresentFile): number => file.mode & 0o600;

function attributeEntries(file: PresentFile): readonly DiffEntry[] {
  return [
    ...(file.uid === 0 ? [] : [{ name: 'owner', before: file.owner, after: 'root' }]),
    ...(file.gid === 0 ? [] : [{ name: 'group', before: file.group, after: 'root' }]),
    ...(tightMode(file) === file.mode
      ? []
      : [{ name: 'mode', before: modeText(file.mode), after: modeText(tightMode(file)) }]),
  ];
}

const root = { owner: 'root', group: 'root' } as const;

function writeStep({ path }: ArgsFileTarget, file: PresentFile, content: string | Secret): Change['steps'][number] {
  if (file.sha256 === undefined) throw new BadAnswer(`no SHA-256 came back for ${path}`);
  const expect = { kind: 'file', sha256: file.sha256, mode: file.mode, uid: file.uid, gid: file.gid } as const;
  return { kind: 'write-file', path, content, ...root, mode: tightMode(file), expect, follow: false };
}

function attributesStep({ path }: ArgsFileTarget, file: PresentFile): Change['steps'][number] {
  const expect = { kind: 'attributes', type: file.kind, mode: file.mode, uid: file.uid, gid: file.gid } as const;
  return { kind: 'set-attributes', path, ...root, mode: tightMode(file), expect, follow: false };
}

function refusedPlan({ path }: ArgsFileTarget, { refusal }: RefusedError): Planned {
  const where = refusal.line === undefined ? path : `${path}:${refusal.line}:${refusal.column ?? 1}`;
  return {
    kind: 'refused',
    message: `${where}: ${refusal.message}`,
    ...(refusal.hint !== undefined && { hint: refusal.hint }),
  };
}
