import type { PresentFile } from '../../domain/file-state.ts';
import { BadAnswer } from '../../domain/module.ts';
import { Secret } from '../../domain/secret.ts';
import { applyRules, refuseUnknownFlags } from './apply-rules.ts';
import type { About } from './doubts.ts';
import { formProblems, type FormProblems } from './form.ts';
import type { ArgsTask } from './params.ts';
import type { ArgsState } from './probe.ts';
import { type Flags, readFlags } from './read-flags.ts';
import { RefusedError } from './refusal.ts';
import { runningFlags } from './running.ts';
import { type ArgsText, tokenizeArgs } from './tokenize.ts';
import { valueText } from './values.ts';

/** Everything that the plan is made from: the file as read, as wanted, and the running process. */
export interface Seen {
  readonly file: PresentFile;
  readonly parsed: ArgsText;
  readonly flags: Flags;
  readonly wanted: Flags;
  /** null: nothing runs, or its arguments cannot be read. */
  readonly running: Flags | null;
  readonly form: FormProblems;
  readonly doubt: string | null;
  readonly about: About;
}

/** Throws RefusedError for a file or a task that must not be acted on. */
export function lookAt(task: ArgsTask, state: Extract<ArgsState, { kind: 'found' }>): Seen {
  const { file, catalogue, argv, doubt, about } = state;
  const { path, service } = task.target;
  const parsed = tokenizeArgs(contentOf(path, file));
  const flags = readFlags(parsed.text, parsed.words, service, catalogue);
  if (task.unknownFlags === 'refuse') refuseUnknownFlags(flags, task.rules, catalogue);
  const wanted = applyRules(flags, task.rules, catalogue);
  const running = argv === null || service === null ? null : runningFlags(argv, service, catalogue);
  return { file, parsed, flags, wanted, running, form: formProblems(parsed, flags, service), doubt, about };
}

/** The effective value as it may be shown; null: unset. A flag that a secret is wanted for shows no value at all. */
export function shownValue(rules: ArgsTask['rules'], flags: Flags, name: string): string | Secret | null {
  const flag = flags.get(name);
  if (flag === undefined) return null;
  const secret = rules.some((rule) => rule.flag === name && rule.kind === 'set' && rule.value instanceof Secret);
  return secret ? new Secret(valueText(flag.value)) : valueText(flag.value);
}

function contentOf(path: string, file: PresentFile): Buffer {
  if (file.kind === 'link')
    throw new RefusedError({
      message: `it is a symbolic link to ${file.linkTarget ?? file.realPath}`,
      hint: `name that file: path: ${file.realPath}`,
    });
  if (file.kind !== 'file') throw new RefusedError({ message: 'it is no regular file' });
  if (file.content === undefined) throw new BadAnswer(`no content came back for ${path}`);
  if (file.content === null) throw new RefusedError({ message: 'it is too large for an args file' });
  return file.content;
}
