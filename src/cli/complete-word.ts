import type { Candidate, ValueSource } from './complete.ts';
import type { OptionSpec } from './option-specs.ts';

/** What only files know. */
export type ValueKind =
  | 'files'
  | 'playbooks'
  | 'patterns'
  | 'hosts'
  | 'tags'
  | 'tasks'
  | 'modules'
  | 'words'
  | 'runs'
  | 'variables'
  | 'schedules';

/** What of the line decides which files are looked at. */
export interface Typed {
  /** Words after the command. */
  readonly words: readonly string[];
  /** Values of options, by name. */
  readonly values: ReadonlyMap<string, string>;
  readonly last: string;
}

/** By what stands for a value in usage lines. */
const kinds: Readonly<Record<string, ValueKind>> = {
  FILE: 'files',
  PLAN: 'files',
  FOLDER: 'files',
  PLAYBOOK: 'playbooks',
  'PLAYBOOK|PLAN-FILE': 'playbooks',
  PATTERN: 'patterns',
  HOST: 'hosts',
  TAGS: 'tags',
  TASK: 'tasks',
  MODULE: 'modules',
  WORD: 'words',
  RUN: 'runs',
  VARIABLE: 'variables',
  SCHEDULE: 'schedules',
};

/** Candidates for the value of an option or a word of a command. */
export async function completeWord(
  { value = '', choices }: Pick<OptionSpec, 'value' | 'choices'>,
  last: string,
  typed: Typed,
  values: ValueSource,
): Promise<readonly Candidate[]> {
  if (choices !== undefined) return choices.filter((choice) => choice.startsWith(last)).map((word) => ({ word }));
  if (value === 'VARS' && last.startsWith('@'))
    return withLead('@', await values('files', { ...typed, last: last.slice(1) }));
  const kind = kinds[value];
  if (kind === undefined) return [];
  const lead = kind === 'patterns' ? leadOf(last, /^.*[,:!&]/s) : kind === 'tags' ? leadOf(last, /^.*,/s) : '';
  const rest = last.slice(lead.length);
  const found = await values(kind, { ...typed, last: rest });
  return withLead(
    lead,
    found.filter(({ word }) => word.startsWith(rest)),
  );
}

/** What was typed of a list before its last term: `workers:!`. */
const leadOf = (text: string, pattern: RegExp): string => pattern.exec(text)?.[0] ?? '';

const withLead = (lead: string, candidates: readonly Candidate[]): readonly Candidate[] =>
  candidates.map((candidate) => ({ ...candidate, word: lead + candidate.word }));
