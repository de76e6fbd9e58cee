import type { RollbackInvocation } from '../app/invocation.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import { isRunName } from '../report/find-run.ts';
import type { Command } from './command.ts';
import { rollbackOptions } from './option-specs.ts';
import { combine, failuresOf, readCommon, readLockTimeout, valueOf } from './options.ts';
import { hasFlag } from './raw-options.ts';
import type { RawOptions } from './raw-options.ts';
import { usageError } from './usage-error.ts';

export const rollbackCommand: Command = {
  name: 'rollback',
  operands: [
    { name: 'RUN', required: true },
    { name: 'PATTERN', required: false },
  ],
  summary: 'put hosts back as they were before a run',
  options: rollbackOptions,
  examples: [
    { line: 'rollback 1121-k7', does: 'undo that run wherever it changed something' },
    { line: 'rollback 1121-k7 cp-2', does: 'on one host' },
  ],
  read: readRollback,
};

function readRollback(raw: RawOptions): Parsed<RollbackInvocation> {
  const [run = '', pattern = null] = raw.operands;
  const [common, lockTimeout] = [readCommon(raw), readLockTimeout(raw)];
  const failures = [...failuresOf(common, lockTimeout), ...runProblem(run)];
  if (!common.ok) return { ok: false, diagnostics: common.diagnostics };
  return combine(failures, () => ({
    ...common.value,
    command: 'rollback',
    run,
    pattern,
    yes: hasFlag(raw, 'yes'),
    lockTimeout: valueOf(lockTimeout, 0),
  }));
}

const runProblem = (run: string): readonly Diagnostic[] =>
  isRunName(run)
    ? []
    : [
        usageError(
          'option-value',
          `${run} is no run id`,
          'a run id looks like 1121-k7; `bulwark history` lists them; `last` is the last one',
        ),
      ];
