import type { Finding } from '../../domain/module.ts';
import { winner } from './assignments.ts';
import type { Setting } from './edit-file.ts';
import { keyPath, plainSetting, sameSetting } from './key.ts';
import { nextBoot } from './next-boot.ts';
import type { SysctlTask } from './plan.ts';
import type { SysctlState } from './probe.ts';

/** One finding for each setting that carries controls: in the task's own file, live, and what the next boot sets. */
export const findingsOf = (task: SysctlTask, state: SysctlState): readonly Finding[] =>
  task.settings.filter(({ controls }) => controls.length > 0).map((setting) => findingOf(task, state, setting));

function findingOf({ file }: SysctlTask, state: SysctlState, { name, value, controls }: Setting): Finding {
  const key = keyPath(name);
  const all = nextBoot(file, null, state);
  const own = winner(
    all.filter((assignment) => state.ours.has(assignment.file)),
    key,
  );
  const atBoot = winner(all, key);
  const live = state.live.get(key) ?? null;
  const is = (seen: string | null): boolean => value !== null && seen !== null && sameSetting(seen, value);
  return {
    controls,
    subject: { kind: 'sysctl', key: name },
    what: `sysctl ${name}`,
    wanted: value ?? 'unset',
    file: own?.value ?? null,
    live: live === null ? null : plainSetting(live),
    nextBoot: atBoot?.value ?? null,
    where: placeOf(atBoot ?? own) ?? file,
    met: value === null ? own === null : is(live) && is(atBoot?.value ?? null),
    command: `sysctl ${name}; grep -rn -e '${name.replaceAll(/[./]/g, '[./]')}' /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d`,
  };
}

const placeOf = (assignment: { readonly file: string; readonly line: number } | null): string | null =>
  assignment === null ? null : `${assignment.file}:${assignment.line}`;
