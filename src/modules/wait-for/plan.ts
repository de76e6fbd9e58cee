import type { Planned } from '../../domain/module.ts';
import { anyResource } from '../../domain/resource.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import type { WaitParams } from '../wait-for.ts';
import type { WaitState } from './command.ts';

/** Nothing where it is so now. With `delay`, or nothing to look at, it waits in any case, as Ansible does. */
export function planWait(given: WaitParams, state: WaitState, command: ShellCommand): Planned {
  if (state.missing !== null)
    return {
      kind: 'refused',
      message: `the host has no ${state.missing}, and without it this cannot be looked at`,
      hint: 'wait for a path instead, or install it',
    };
  if (state.holds && given.delay === 0) return { kind: 'changes', changes: [] };
  return {
    kind: 'changes',
    changes: [
      {
        action: 'wait',
        target: waitedFor(given),
        writes: [anyResource],
        diff: { entries: [] },
        converges: 'once',
        disrupts: 'none',
        steps: [{ kind: 'exec', command, takes: given.timeout + given.delay + given.connect_timeout }],
      },
    ],
  };
}

/** `until 127.0.0.1:6443 is open`. */
export function waitedFor(given: WaitParams): string {
  const { host, port, path, search_regex: regex, state } = given;
  const place = port === undefined ? (path ?? '') : `${host}:${port}`;
  if (place === '') return `${given.timeout / 1000} s`;
  if (state === 'drained') return `until ${place} has no connections`;
  if (state === 'absent' || state === 'stopped') return `until ${place} is ${port === undefined ? 'gone' : 'closed'}`;
  if (regex !== undefined) return `until ${place} says ${regex}`;
  return `until ${place} is ${port === undefined ? 'there' : 'open'}`;
}
