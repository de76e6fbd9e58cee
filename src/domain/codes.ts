import type { ConnectReason, TaskErrorCode } from './errors.ts';
import type { RefusalCode } from './event.ts';

/** Why a task failed on a host. */
export const taskErrorCodes: Readonly<Record<TaskErrorCode, string>> = {
  'bad-answer':
    'The host could not look, or said what cannot be read. That never passes for "not there": the task fails, and its own words are shown.',
  refused: 'The module will not do it, because it could not do it safely. The message says why; nothing was changed.',
  'command-failed':
    'A command or step ended with an exit code that is no success. The last lines that it printed are shown.',
  'not-converged':
    'What was changed was asked again, and it is not as wanted. Something else changes it back (a service, another tool), or the change had no effect.',
  moved: 'Somebody else changed it between the question and the change, three times. Find out who, then run again.',
  timeout: 'It took longer than it may. The message names which time it was.',
  template: 'An expression failed on this host, with values that were known only there.',
  assertion: 'An expression of `assert` is not true on this host.',
  'failed-when': '`failed_when` of the task is true.',
  until:
    'The task was done as often as `retries` allows, and `until` never held. Raise `retries` or `delay` where it only takes longer.',
  'lock-out':
    'The change would end our own login (sshd, sudo, authorized_keys), or might: the host is left as it is. --allow-lockout-risk lets through what cannot be judged.',
  gate: 'A restarted service did not come back healthy, or did not stay so. The host is rolled back where the play says so.',
  journal:
    'The entry that makes the change undoable could not be written, so nothing was changed. A full disk is the usual cause.',
  lost: 'The connection ended in the middle. What was begun is journaled on the host.',
  interrupted: 'The run was ended from outside (Ctrl-C, SIGTERM) before the task was done.',
};

/** Why a host could not be reached, or was lost. */
export const connectReasons: Readonly<Record<ConnectReason, string>> = {
  refused: 'The address answers, but nothing listens on the port: sshd is down, or the port is another one.',
  'no-answer': 'Nothing came back in time (--connect-timeout): powered off, a firewall, or a wrong address.',
  'no-route': 'This machine knows no way to the address.',
  'name-resolution': 'The name has no address. Set ansible_host in the inventory.',
  'host-key':
    'The key that the host presented is unknown, changed or revoked. A new host: bulwark hostkeys scan. A rebuilt one: bulwark hostkeys forget first. Anything else: find out who answers there.',
  authentication: 'The host took none of the keys. See the keys of the agent (ssh-add -l), --private-key and -u.',
  'authentication-timeout': 'The host did not finish the login in time. It may be overloaded.',
  become:
    'sudo does not let the login user become root: not allowed, a password is wanted, or it was wrong. -K asks for it.',
  refreshing:
    'snapd works on the snap k8s of the host (a refresh, most often) for longer than it was waited for: --refresh-timeout. Nothing is read or changed in the middle of that.',
  'missing-tool':
    'The host lacks a program that every host needs (flock, setsid, stat, sha256sum, ...). The message names it.',
  protocol:
    'What answered does not speak as it should: another SSH server, or a login that prints and does not run commands.',
  lost: 'The connection ended in the middle. Run the same command again: what is done stays done.',
};

/** Why a run refuses to change anything. */
export const refusalCodes: Readonly<Record<RefusalCode, string>> = {
  'control-plane-unreachable':
    'A control plane of the cluster cannot be reached. With one in an unknown state no other is touched. Workers alone: -l workers.',
  busy: 'Another run holds the lock of a host. Wait for it, or let this run wait: --lock-timeout 10m.',
  'not-confirmed': 'Nobody said yes. Without a terminal it takes --yes.',
  'wrong-role':
    'A host is a worker and the inventory has it among the control planes, or the other way round. Put it right there.',
  'managed-elsewhere':
    'Juju or Cluster API manages the machine and may undo what is changed. `--force` goes on all the same.',
  'same-machine': 'Two names of the inventory are one machine (the same machine-id). Take one out.',
  'unknown-run': 'No host knows a run of this id. The first line of every run shows its id.',
};

/** What the errors of this folder mean, by code. */
export const domainCodes = {
  'node-set': 'Text that is no set of hosts. cp-[1-3],worker-[01-12] is one.',
} as const;
