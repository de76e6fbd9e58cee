import type { Change, DiffEntry, Planned, Step } from '../../domain/module.ts';
import { sysctlResource } from '../../domain/resource.ts';
import { isPresent } from '../file/known-file.ts';
import { planWrite } from '../file/planned-write.ts';
import { type Assignment, winner } from './assignments.ts';
import { editSettings, type Setting } from './edit-file.ts';
import { findingsOf } from './findings.ts';
import { keyPath, plainSetting, sameSetting } from './key.ts';
import { nextBoot } from './next-boot.ts';
import type { SysctlState } from './probe.ts';

/** `setLive` false: only what the next boot sets is looked at. */
export interface SysctlTask {
  readonly file: string;
  readonly settings: readonly Setting[];
  readonly setLive: boolean;
}

const newFileMode = { kind: 'octal', bits: 0o644 } as const;

/** One change for the file and the live values together. Refuses what a later file would undo at the next boot. */
export function planSysctl(task: SysctlTask, state: SysctlState): Planned {
  return { ...planned(task, state), findings: findingsOf(task, state) };
}

function planned(task: SysctlTask, state: SysctlState): Planned {
  const { file } = state;
  const missing = task.settings.find(({ name, value }) => value !== null && state.live.get(keyPath(name)) === null);
  if (missing !== undefined)
    return refused(
      `this kernel has no sysctl ${missing.name}`,
      'load the module that brings it, or check the spelling',
    );
  if (isPresent(file) && !Buffer.isBuffer(file.content))
    return refused(`${task.file} is no regular file of a size to edit`);
  const before = isPresent(file) && Buffer.isBuffer(file.content) ? file.content.toString() : '';
  const content = editSettings(before, task.settings);
  const atBoot = nextBoot(task.file, content, state);
  const overridden = task.settings.find(
    ({ name, value }) => value !== null && !sameSetting(winner(atBoot, keyPath(name))?.value ?? '', value),
  );
  if (overridden !== undefined) return refuseOverridden(task, overridden, winner(atBoot, keyPath(overridden.name)));
  return planChange(task, state, content);
}

function planChange(task: SysctlTask, state: SysctlState, content: string): Planned {
  const isThere = isPresent(state.file);
  const wanted = { path: task.file, content, follow: true, ...(!isThere && { mode: newFileMode }) };
  const written =
    isThere || content !== ''
      ? planWrite(wanted, state.file, state.parent)
      : ({ kind: 'changes', changes: [] } as const);
  if (written.kind === 'refused') return written;
  const live = task.setLive ? task.settings.flatMap((setting) => liveStep(setting, state)) : [];
  const [write] = written.changes;
  if (write === undefined && live.length === 0) return { kind: 'changes', changes: [] };
  return { kind: 'changes', changes: [merged(task, state, write, live, entriesOf(task, state, live))] };
}

function merged(
  task: SysctlTask,
  state: SysctlState,
  write: Change | undefined,
  live: readonly Step[],
  entries: readonly DiffEntry[],
): Change {
  const [only, second] = task.settings;
  return {
    action: isPresent(state.file) || write === undefined ? 'update' : 'create',
    target: only !== undefined && second === undefined ? `sysctl ${only.name}` : task.file,
    writes: [...(write?.writes ?? []), ...task.settings.map(({ name }) => sysctlResource(name))],
    diff: {
      entries: entries.length === 0 ? (write?.diff.entries ?? []) : entries,
      ...(write?.diff.text !== undefined && { text: write.diff.text }),
    },
    converges: 'verified',
    disrupts: 'none',
    steps: [...(write?.steps ?? []), ...live],
  };
}

type SetStep = Extract<Step, { kind: 'set-sysctl' }>;

function liveStep({ name, value }: Setting, { live }: SysctlState): readonly SetStep[] {
  const was = live.get(keyPath(name)) ?? null;
  return value === null || (was !== null && sameSetting(was, value))
    ? []
    : [{ kind: 'set-sysctl', key: name, value, was }];
}

/** The live value where it changes, else what the next boot would set. */
function entriesOf(task: SysctlTask, state: SysctlState, live: readonly SetStep[]): readonly DiffEntry[] {
  const now = nextBoot(task.file, null, state);
  return task.settings.flatMap(({ name, value }): readonly DiffEntry[] => {
    const step = live.find(({ key }) => key === name);
    if (step !== undefined) return [{ name, before: step.was === null ? null : plainSetting(step.was), after: value }];
    const boot =
      winner(value === null ? now.filter(({ file }) => state.ours.has(file)) : now, keyPath(name))?.value ?? null;
    return boot === value || (boot !== null && value !== null && sameSetting(boot, value))
      ? []
      : [{ name: `${name} (next boot)`, before: boot, after: value }];
  });
}

function refuseOverridden({ file }: SysctlTask, { name, value }: Setting, other: Assignment | null): Planned {
  if (other === null || other.file === file)
    return refused(`${file} is not read at boot`, 'choose a sysctl_file /etc/sysctl.d/NAME.conf');
  const hint = `take the line out of ${other.file}, or choose a sysctl_file that sorts after it`;
  return {
    kind: 'refused',
    message: `${other.file}:${other.line} overrides ${name} at the next boot`,
    wanted: `${name} = ${value}`,
    seen: `${name} = ${other.value}`,
    hint,
  };
}

const refused = (message: string, hint?: string): Planned => ({
  kind: 'refused',
  message,
  ...(hint !== undefined && { hint }),
});
