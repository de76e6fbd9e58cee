import type { InitInvocation, InitSource } from '../app/invocation.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import type { Command } from './command.ts';
import { initOptions } from './option-specs.ts';
import { combine, failuresOf, readCommon } from './options.ts';
import { hasFlag, lastText } from './raw-options.ts';
import type { RawOptions } from './raw-options.ts';
import { usageError } from './usage-error.ts';

export const initCommand: Command = {
  name: 'init',
  operands: [{ name: 'FILE', required: false }],
  summary: 'start a project in this folder: hosts, host keys, playbook, values',
  options: initOptions,
  examples: [
    { line: 'init', does: 'asks where the machines are' },
    { line: 'init --from kubectl --ask ubuntu@10.0.0.1 --yes --accept-new', does: 'for scripts' },
    { line: 'init --from ansible hosts.yaml', does: 'takes over an Ansible inventory' },
    { line: "init --hosts 'cp-[1:3]' --workers 'worker-[1:2]' -u ubuntu", does: 'names that resolve' },
  ],
  read: readInit,
};

function readInit(raw: RawOptions): Parsed<InitInvocation> {
  const common = readCommon(raw);
  const from = readSource(raw);
  const failures = [...failuresOf(common), ...(from === undefined ? [unknownSource(raw)] : conflicts(raw, from))];
  if (!common.ok || from === undefined) return combine(failures, () => never());
  return combine(failures, () => ({
    ...common.value,
    command: 'init',
    from,
    file: raw.operands[0] ?? null,
    ask: lastText(raw, 'ask'),
    hosts: lastText(raw, 'hosts'),
    workers: lastText(raw, 'workers'),
    name: lastText(raw, 'name'),
    yes: hasFlag(raw, 'yes'),
    fingerprints: lastText(raw, 'fingerprints'),
  }));
}

/** `--ask` and `--hosts` say it by themselves; undefined: no such source. */
function readSource(raw: RawOptions): InitSource | null | undefined {
  const text = lastText(raw, 'from');
  if (text === null)
    return lastText(raw, 'ask') !== null ? 'kubectl' : lastText(raw, 'hosts') !== null ? 'typed' : null;
  return text === 'kubectl' || text === 'ansible' || text === 'ssh-config' ? text : undefined;
}

const unknownSource = (raw: RawOptions): Diagnostic =>
  usageError('option-value', `--from ${lastText(raw, 'from') ?? ''} is not one of kubectl, ansible, ssh-config`);

function conflicts(raw: RawOptions, from: InitSource | null): readonly Diagnostic[] {
  const conflict = (summary: string, hint?: string): Diagnostic => usageError('option-conflict', summary, hint);
  const found: Diagnostic[] = [];
  if (from !== 'kubectl' && lastText(raw, 'ask') !== null) found.push(conflict('--ask belongs to --from kubectl'));
  if (from === 'kubectl' && (lastText(raw, 'hosts') ?? lastText(raw, 'workers')) !== null)
    found.push(conflict('--hosts and --workers do not go with --from kubectl: the cluster says what they are'));
  if (raw.operands.length > 0 && from !== 'ansible' && from !== 'ssh-config')
    found.push(
      conflict(
        `\`${raw.operands[0] ?? ''}\`: what kind of file is it?`,
        'bulwark init --from ansible FILE, or --from ssh-config FILE',
      ),
    );
  return found;
}

function never(): never {
  throw new Error('failures are not empty here');
}
