import type { ExecutionContext } from 'ava';
import type { Diagnostic, Parsed } from '../../src/domain/diagnostic.ts';
import type { BoundItem, HostMemory, TaskPlan } from '../../src/domain/run-plan.ts';
import type { Value } from '../../src/domain/value.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { findModule, moduleNames } from '../../src/modules/index.ts';
import { compilePlaybook } from '../../src/playbook/compile-playbook.ts';
import type { CompiledRun, CompileOptions } from '../../src/playbook/compile-playbook.ts';
import { moduleRegistry } from '../../src/playbook/parse-module.ts';
import { memoryFiles } from '../support/memory-files.ts';

export const fleet = `all:
  children:
    control_plane:
      hosts:
        cp-1: {}
        cp-2: {}
    workers:
      hosts:
        worker-1: {}
    empty:
      hosts: {}
`;

export const modules = moduleRegistry(moduleNames, findModule);

export const noOptions: CompileOptions = { limit: null, tags: [], skipTags: [], extraVars: new Map(), check: false };

/** Compiles `site.yaml` of these files, with `hosts.yaml` as inventory unless it is given. */
export function compile(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Partial<CompileOptions> = {},
  playbook = 'site.yaml',
): Parsed<CompiledRun> {
  const all = memoryFiles({ 'hosts.yaml': fleet, ...files });
  const inventory = parseInventory(['hosts.yaml'], all, '.');
  if (!inventory.ok) return inventory;
  return compilePlaybook(playbook, inventory.value, { ...noOptions, ...options }, all, modules);
}

/** One play on all hosts with these tasks, each line of them indented by four. */
export const playOf = (tasks: string, rest = ''): string =>
  `- hosts: all\n${rest}  tasks:\n${tasks.replaceAll(/^(?=.)/gm, '    ')}`;

/** `site.yaml:3:5 unknown-module unknown module \`copi\``, for errors and warnings alike. */
export const shown = ({ range, code, summary }: Diagnostic): string =>
  `${range === undefined ? '-' : `${range.file}:${range.start.line}:${range.start.column}`} ${code} ${summary}`;

export const diagnosticsOf = (outcome: Parsed<unknown>): readonly Diagnostic[] =>
  outcome.ok ? outcome.warnings : outcome.diagnostics;

export function compiled(
  t: ExecutionContext,
  files: Readonly<Record<string, string>>,
  options: Partial<CompileOptions> = {},
): CompiledRun {
  const outcome = compile(files, options);
  if (!outcome.ok) {
    t.fail(outcome.diagnostics.map(shown).join('\n'));
    throw new Error('the playbook does not compile');
  }
  return outcome.value;
}

export const noMemory: HostMemory = { values: new Map(), pending: new Set() };
export const memoryOf = (values: Readonly<Record<string, Value>>, pending: readonly string[] = []): HostMemory => ({
  values: new Map(Object.entries(values)),
  pending: new Set(pending),
});

export function taskAt({ plan }: CompiledRun, index: number, play = 0): TaskPlan {
  const task = plan.plays[play]?.tasks[index];
  if (task === undefined) throw new Error(`there is no task ${index}`);
  return task;
}

/** What debug tasks would say, item by item; other outcomes by their kind. */
export function said(
  run: CompiledRun,
  index: number,
  host = 'cp-1',
  memory: HostMemory = noMemory,
): readonly unknown[] {
  const binding = run.binder.bind(taskAt(run, index), host, memory);
  return binding.kind === 'items'
    ? binding.items.map(itemText)
    : [binding.kind === 'failed' ? `failed: ${binding.message}` : binding.kind];
}

function itemText(item: BoundItem): unknown {
  if (item.kind === 'failed') return `failed: ${item.message}`;
  if (item.kind !== 'controller') return item.kind;
  return item.result.kind === 'ok' ? item.result.message : `failed: ${item.result.message}`;
}
