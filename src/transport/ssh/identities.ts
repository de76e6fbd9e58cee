import { join } from 'node:path';
import type { ParsedKey } from 'ssh2';
import type { HostTarget } from '../../domain/connection.ts';
import { messageOf } from '../../domain/thrown.ts';
import { OneKey, type AgentKey, type Agents } from './agent-keys.ts';
import type { KeyFile, KeyFiles } from './key-files.ts';

/** Where keys come from when the target names none. */
export interface KeySources {
  /** Path of the agent's socket (SSH_AUTH_SOCK). */
  readonly agentSocket?: string;
  /** Folder that holds `.ssh`. */
  readonly home: string;
}

/** A key to offer to a host. */
export interface Candidate {
  readonly label: string;
  readonly agent: OneKey;
}

export interface Candidates {
  readonly keys: readonly Candidate[];
  /** What could not be used, and why. */
  readonly notes: readonly string[];
}

export interface Keys {
  readonly sources: KeySources;
  readonly files: KeyFiles;
  readonly agents: Agents;
}

/** Runs what may wait for a person. */
export type WaitFor = <T>(action: () => Promise<T>) => Promise<T>;

/**
 * In OpenSSH's order: keys of the agent that identity files name, the agent's others, then the files. A key that the
 * inventory or --private-key names is tried alone; where it cannot be used, the agent stands in.
 */
export async function candidatesFor(target: HostTarget, keys: Keys, waitFor: WaitFor): Promise<Candidates> {
  const isNamed = target.identityFile !== undefined || target.ssh?.identityFiles !== undefined;
  const paths =
    target.identityFile === undefined ? (target.ssh?.identityFiles ?? defaultKeys(keys)) : [target.identityFile];
  const found = await Promise.all(paths.map((path) => keys.files(path)));
  const files = found.map((file, at): KeyFile =>
    file.kind === 'absent' && isNamed
      ? { kind: 'unusable', why: `${paths[at] ?? ''} cannot be read (ENOENT)`, publicKey: null }
      : file,
  );
  const { held, note } = await agentKeys(target, keys);
  const named = held.filter(({ publicKey }) => files.some((file) => isKeyOf(file, publicKey)));
  const others = held.filter((key) => !named.includes(key));
  const own = files.filter((file) => !named.some(({ publicKey }) => isKeyOf(file, publicKey)));
  const usable = await Promise.all(own.map((file) => fromFile(file, waitFor)));
  const ready = usable.flatMap((one) => (one !== null && 'agent' in one ? [one] : []));
  const isAlone =
    target.ssh?.identitiesOnly === true || (target.identityFile !== undefined && named.length + ready.length > 0);
  return {
    keys: [...named.map(fromAgent), ...(isAlone ? [] : others.map(fromAgent)), ...ready],
    notes: [
      ...own.flatMap((file) => (file.kind === 'unusable' ? [file.why] : [])),
      ...usable.flatMap((one) => (one !== null && 'why' in one ? [one.why] : [])),
      ...note,
    ],
  };
}

/** In ssh's order of preference among those that a host of today takes. */
const defaultKeys = ({ sources }: Keys): readonly string[] =>
  ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => join(sources.home, '.ssh', name));

async function agentKeys(
  { ssh }: HostTarget,
  { sources, agents }: Keys,
): Promise<{ readonly held: readonly AgentKey[]; readonly note: readonly string[] }> {
  const socket = ssh?.identityAgent ?? sources.agentSocket ?? '';
  if (socket === '' || socket === 'none') return { held: [], note: [] };
  try {
    return { held: await agents(socket), note: [] };
  } catch (error) {
    return { held: [], note: [`the agent: ${messageOf(error)}`] };
  }
}

const isKeyOf = (file: KeyFile, key: ParsedKey): boolean =>
  file.kind !== 'absent' && file.publicKey?.getPublicSSH().equals(key.getPublicSSH()) === true;

const fromAgent = ({ publicKey, sign }: AgentKey): Candidate => ({
  label: `${publicKey.comment === '' ? publicKey.type : publicKey.comment} of the agent`,
  agent: new OneKey(publicKey, sign),
});

async function fromFile(file: KeyFile, waitFor: WaitFor): Promise<Candidate | { readonly why: string } | null> {
  if (file.kind !== 'usable') return null;
  const publicKey = file.publicKey ?? (await file.open());
  if (publicKey instanceof Error) return { why: publicKey.message };
  const agent = new OneKey(publicKey, async (data, { hash }) => {
    const key = await waitFor(file.open);
    if (key instanceof Error) throw key;
    return key.sign(data, hash);
  });
  return { label: file.path, agent };
}
