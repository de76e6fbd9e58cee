import { parsed, refused } from '../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import type { HostOutcome } from '../domain/event.ts';
import { foldNodes } from '../domain/node-set.ts';
import type { RecordedRun } from '../domain/history.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import { readExtraVars } from './extra-vars.ts';
import type { Words } from './kept-words.ts';

/** What a run left to do, and the state of what it was made from. */
export interface Leftover {
  readonly run: RecordedRun;
  /** How each host stands; null where it was not finished. */
  readonly hosts: ReadonlyMap<string, HostOutcome | null>;
  /** The working directory. */
  readonly folder: string;
  readonly files: SourceFiles;
  /** SHA-256, in hex; null where there is no such file. */
  readonly digest: (path: string) => string | null;
}

/** `--resume` keeps these of the run; everything else is as it is typed now. */
const KEPT = [
  'inventory',
  'tags',
  'skip-tags',
  'start-at-task',
  'extra-vars',
  'user',
  'private-key',
  'known-hosts',
  'connect-timeout',
  'become',
  'ask-become-pass',
  'become-password-file',
  'forks',
  'disrupt',
  'force-handlers',
];
/** What a resumed run may not have otherwise. */
const FIXED = ['inventory', 'limit', 'tags', 'skip-tags', 'start-at-task'];

/**
 * The command line that goes on with a run: its playbook, inventory and options, and of its hosts those that were not
 * finished. Errors: `resume-options`, `resume-plan`, `resume-folder`, `resume-changed`, `resume-secrets`, `nothing-to-resume`.
 */
export function resumedWords(now: Words, left: Leftover): Parsed<Words> {
  const { run } = left;
  const hosts = [...left.hosts].filter(([, outcome]) => !isDone(outcome)).map(([host]) => host);
  const problems = [
    ...planFile(run, hosts),
    ...typedAgain(now),
    ...moved(left),
    ...changed(left, hosts),
    ...secrets(now, left),
  ];
  const [first, ...others] = run.about.mode === 'apply' ? problems : [notAnApply(run)];
  if (first !== undefined) return refused(first, ...others);
  if (hosts.length === 0) return refused(nothingLeft(run));
  const { given } = run.about;
  const values = new Map(Object.entries(given.values).filter(([name]) => KEPT.includes(name)));
  const extraVars = [...(given.values['extra-vars'] ?? []), ...(now.values.get('extra-vars') ?? [])];
  for (const [name, texts] of now.values) if (name !== 'resume') values.set(name, texts);
  if (extraVars.length > 0) values.set('extra-vars', extraVars);
  const flags = new Map(Object.entries(given.flags).filter(([name]) => KEPT.includes(name)));
  return parsed({
    operands: given.operands,
    values: values.set('limit', [hosts.join(',')]),
    flags: new Map([...flags, ...now.flags]),
  });
}

const isDone = (outcome: HostOutcome | null): boolean =>
  outcome === 'ok' || outcome === 'changed' || outcome === 'drifted';

const problem = (code: string, summary: string, hint: string): Diagnostic => ({
  severity: 'error',
  code,
  summary,
  hint,
});

const notAnApply = ({ about }: RecordedRun): Diagnostic =>
  problem(
    'nothing-to-resume',
    `run ${about.run} was no apply: ${about.mode} leaves nothing to resume`,
    'bulwark history',
  );

const nothingLeft = ({ about, summary }: RecordedRun): Diagnostic =>
  problem(
    'nothing-to-resume',
    Object.keys(summary?.hosts ?? {}).length === 0
      ? `run ${about.run} has no host`
      : `run ${about.run} finished every host: nothing is left to resume`,
    'bulwark apply looks at all hosts again',
  );

function typedAgain({ operands, values }: Words): readonly Diagnostic[] {
  const given = [
    ...(operands.length > 0 ? ['PLAYBOOK'] : []),
    ...FIXED.filter((name) => values.has(name)).map((name) => `--${name}`),
  ];
  return given.length === 0
    ? []
    : [
        problem(
          'resume-options',
          `--resume takes ${given.join(', ')} from the run that it resumes`,
          'leave it out, or do without --resume',
        ),
      ];
}

const moved = ({ run, folder }: Leftover): readonly Diagnostic[] =>
  run.about.folder === folder
    ? []
    : [problem('resume-folder', `run ${run.about.run} was started in ${run.about.folder}`, `cd ${run.about.folder}`)];

/** A plan file is for one run, on all of its hosts. */
function planFile({ about }: RecordedRun, hosts: readonly string[]): readonly Diagnostic[] {
  const [operand] = about.given.operands;
  if (operand === undefined || operand === about.playbook) return [];
  const hint = `as a run of its own: bulwark apply ${about.playbook ?? 'PLAYBOOK'} -l '${foldNodes(hosts)}', with the options it needs`;
  return [problem('resume-plan', `run ${about.run} applied the plan file ${operand}, which is for one run`, hint)];
}

/** What was planned then is not what would be planned now. */
function changed({ run, digest, folder }: Leftover, hosts: readonly string[]): readonly Diagnostic[] {
  if (run.about.folder !== folder) return [];
  return Object.entries(run.about.files).flatMap(([path, before]) => {
    const after = digest(path);
    if (after === before) return [];
    const what = `${path} ${after === null ? 'is gone' : 'was changed'} since run ${run.about.run}`;
    return [
      problem(
        'resume-changed',
        what,
        `as a run of its own: bulwark apply -l '${foldNodes(hosts)}', with the options it needs`,
      ),
    ];
  });
}

/** Secrets are in no history: the same variables have to be given again, and no others. */
function secrets(now: Words, { run, files }: Leftover): readonly Diagnostic[] {
  const wanted = run.about.given.secrets;
  const read = readExtraVars(now.values.get('extra-vars') ?? [], files);
  if (!read.ok) return read.diagnostics;
  const missing = wanted.filter((name) => !read.value.has(name));
  const other = [...read.value.keys()].filter((name) => !wanted.includes(name));
  return [
    ...(missing.length === 0
      ? []
      : [
          problem(
            'resume-secrets',
            `run ${run.about.run} was given -e ${missing.join(', ')}, which the history does not keep`,
            `give it again: bulwark apply --resume ${run.about.run} ${missing.map((name) => `-e ${name}=...`).join(' ')}`,
          ),
        ]),
    ...(other.length === 0
      ? []
      : [
          problem(
            'resume-options',
            `run ${run.about.run} was not given -e ${other.join(', ')}`,
            'leave it out, or do without --resume',
          ),
        ]),
  ];
}
