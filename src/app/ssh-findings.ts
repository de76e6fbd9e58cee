import type { Diagnostic } from '../domain/diagnostic.ts';
import { foldNodes } from '../domain/node-set.ts';
import type { SshSettings } from '../domain/ssh-settings.ts';

/** What ssh_config says and is not followed, gathered over all hosts so that each is told once. */
export class Findings {
  readonly #loosening = new Map<string, Set<string>>();
  readonly #ignored = new Map<string, Set<string>>();
  readonly #commands = new Map<string, { readonly hosts: Set<string>; readonly about: ProxyCommand }>();

  note(host: string, { loosening, ignored }: SshSettings): void {
    for (const text of loosening) add(this.#loosening, text, host);
    for (const text of ignored) add(this.#ignored, text, host);
  }

  noteProxyCommand(host: string, about: ProxyCommand): void {
    const key = JSON.stringify([about.text, about.range]);
    const known = this.#commands.get(key);
    if (known === undefined) this.#commands.set(key, { hosts: new Set([host]), about });
    else known.hosts.add(host);
  }

  /** `ssh-config-unsupported`: a host that cannot be reached this way. */
  errors(): readonly Diagnostic[] {
    return [...this.#commands.values()].map(({ hosts, about }) => ({
      severity: 'error',
      code: 'ssh-config-unsupported',
      summary: `ansible_connection: ssh cannot use the ProxyCommand of ssh_config for ${shown(hosts)}: ${about.text}`,
      hint: 'set `ansible_connection: openssh` for these hosts, or use ProxyJump (ansible_ssh_proxy_jump)',
      ...(about.range !== undefined && { range: about.range }),
    }));
  }

  warnings(): readonly Diagnostic[] {
    return [
      ...[...this.#loosening].map(([text, hosts]) => ({
        severity: 'warning' as const,
        code: 'ssh-config-loosening',
        summary: `ssh_config says ${text} for ${shown(hosts)}: not followed, host keys are always checked`,
        hint: '--accept-new records new keys; bulwark_host_key pins one',
      })),
      ...[...this.#ignored].map(([text, hosts]) => ({
        severity: 'warning' as const,
        code: 'ssh-config-ignored',
        summary: `ssh_config says ${text} for ${shown(hosts)}: ansible_connection: ssh does not follow it`,
        hint: '`ansible_connection: openssh` follows all of ssh_config',
      })),
    ];
  }
}

type ProxyCommand = NonNullable<SshSettings['proxyCommand']>;

function add(all: Map<string, Set<string>>, text: string, host: string): void {
  const hosts = all.get(text);
  if (hosts === undefined) all.set(text, new Set([host]));
  else hosts.add(host);
}

const shown = (hosts: ReadonlySet<string>): string => foldNodes([...hosts]);
