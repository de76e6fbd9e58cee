import { z } from 'zod';

import type { ControllerFile, Module, Planned } from '../domain/module.ts';
import { shownText } from '../domain/shell-command.ts';
import { sh } from '../shell/sh.ts';
import { commonParams } from './command/params.ts';
import { planRun, runFields, runQuery, type Run, type RunState } from './command/run.ts';
import { interpreterOf } from './command/shebang.ts';
import { splitWords } from './command/words.ts';
import { baseName } from './file/known-file.ts';
import { controllerFile, word } from './params.ts';
import { isUtf8 } from './text/bytes.ts';

const params = z
  .preprocess(
    (input) => (isFile(input) ? { cmd: input } : input),
    z
      .strictObject({
        cmd: controllerFile.meta({ words: 'script beside the playbook, and words for it' }).optional(),
        argv: controllerFile.meta({ words: 'list that begins with a script beside the playbook' }).optional(),
        executable: word.optional(),
        ...commonParams,
      })
      .refine((given) => (given.cmd === undefined) !== (given.argv === undefined), 'needs cmd or argv, and not both'),
  )
  .meta({ freeForm: true });
type Params = z.output<typeof params>;

/** Runs a script of the controller on the host; it is there only while it runs, in a folder that nobody else enters. */
export const script: Module<Params, RunState> = {
  name: 'script',
  summary: 'Runs a script from beside the playbook on the host',
  params,
  examples: [
    '- script: check-disks.sh --all\n  changed_when: false',
    '- script:\n    argv: [make-key.sh, "{{ inventory_hostname }}"]\n    creates: /etc/bulwark.key',
  ],
  sources: { cmd: 'command', argv: 'command' },
  probe: (given) => runQuery(runOf(given)),
  plan: (given, state) => unrunnable(given) ?? planRun(runOf(given), state),
  result: (given, state, outputs) => runFields(runOf(given), state, outputs),
};

/** Bytes of a script that travel inside the frame; a larger one is sent ahead. */
const inlineLimit = 48 * 1024;

function runOf(given: Params): Run {
  const { path, content, rest = '' } = sourceOf(given);
  const bytes = Buffer.from(typeof content === 'string' || Buffer.isBuffer(content) ? content : content.reveal());
  const isInline = isPlain(bytes);
  const program = given.executable === undefined ? interpreterOf(bytes) : (splitWords(given.executable) ?? []);
  const line = typeof rest === 'string' ? `${shownText(sh`${program ?? []}`)} "$0" ${rest}` : null;
  return {
    ...given,
    command: line === null ? sh`${program ?? []} "$1" ${rest}` : sh`sh -c ${line} "$1"`,
    shown: [path, ...(typeof rest === 'string' ? [rest].filter(Boolean) : rest)].join(' '),
    argv: null,
    file: { name: baseName(path), content: isInline ? bytes.toString() : null },
    ...(isInline ? {} : { upload: bytes }),
  };
}

const isPlain = (bytes: Buffer): boolean => bytes.length <= inlineLimit && !bytes.includes(0) && isUtf8(bytes);

const sourceOf = ({ cmd, argv }: Params): ControllerFile => cmd ?? argv ?? { path: '', content: '' };

/** Why it cannot be run as a script, before the host is touched. */
function unrunnable(given: Params): Planned | null {
  const { path, content } = sourceOf(given);
  const bytes = Buffer.from(typeof content === 'string' || Buffer.isBuffer(content) ? content : content.reveal());
  if (given.executable === undefined && interpreterOf(bytes) === null)
    return refused(`${path} is a program, not a script`, 'Put it on the host with copy, and run it with command');
  if (given.read_only && !isPlain(bytes))
    return refused(`${path} is too large for a question`, 'A script with read_only is text of at most 48 KiB');
  return null;
}

const refused = (message: string, hint: string): Planned => ({ kind: 'refused', message, hint });

const isFile = (input: unknown): boolean => typeof input === 'object' && input !== null && 'content' in input;
