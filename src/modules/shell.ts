import { z } from 'zod';

import type { Module } from '../domain/module.ts';
import { sh } from '../shell/sh.ts';
import { commandLine, commonParams, freeForm } from './command/params.ts';
import { planRun, runFields, runQuery, type Run, type RunState } from './command/run.ts';
import { absolutePath } from './params.ts';

const params = z
  .preprocess(
    freeForm,
    z.strictObject({ cmd: commandLine, executable: absolutePath.default('/bin/sh'), ...commonParams }),
  )
  .meta({ freeForm: true });
type Params = z.output<typeof params>;

/** Runs a line of a shell: pipes, variables and globs are at work, so templated values need the `quote` filter. */
export const shell: Module<Params, RunState> = {
  name: 'shell',
  summary: 'Runs a shell command line',
  params,
  examples: [
    '- shell: journalctl -u snap.k8s.k8sd | grep -c drifted\n  changed_when: false',
    '- shell:\n    cmd: zcat /proc/config.gz | grep CONFIG_SECCOMP=\n    read_only: true\n  register: seccomp',
  ],
  probe: (given) => runQuery(runOf(given)),
  plan: (given, state) => planRun(runOf(given), state),
  result: (given, state, outputs) => runFields(runOf(given), state, outputs),
};

const runOf = (given: Params): Run => ({
  ...given,
  command: sh`${given.executable} -c ${given.cmd}`,
  shown: given.cmd,
  argv: null,
});
