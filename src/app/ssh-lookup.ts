import { parsed } from '../domain/diagnostic.ts';
import type { Parsed } from '../domain/diagnostic.ts';
import type { AskSshConfig, SshName, SshSettings } from '../domain/ssh-settings.ts';
import { parseHops, sshNameKey } from './ssh-hops.ts';
import type { Hop } from './ssh-hops.ts';

/** What ssh_config sets for a host; null where it sets nothing. */
export type SshLookup = (name: SshName) => SshSettings | null;

/** Jump hosts that jump themselves: more in a row are a circle. */
const DEPTH = 8;

/** Asks ssh_config about hosts, then about the jump hosts that it names for them, and so on. Errors: those of `ask`. */
export async function lookUpSsh(about: {
  readonly ask: AskSshConfig;
  readonly file: string | null;
  readonly names: readonly SshName[];
  /** A jump host by what the inventory has of it. */
  readonly nameOfHop: (hop: Hop) => SshName;
}): Promise<Parsed<SshLookup>> {
  const known = new Map<string, SshSettings | null>();
  let wave = distinct(about.names, known);
  for (let depth = 0; depth < DEPTH && wave.length > 0; depth++) {
    const answers = await about.ask(about.file, wave);
    if (!answers.ok) return answers;
    for (const { name, settings } of answers.value) known.set(sshNameKey(name), settings);
    const hops = answers.value.flatMap(({ settings }) => parseHops(settings?.proxyJump ?? 'none') ?? []);
    wave = distinct(hops.map(about.nameOfHop), known);
  }
  return parsed((name) => known.get(sshNameKey(name)) ?? null);
}

const distinct = (names: readonly SshName[], known: ReadonlyMap<string, unknown>): readonly SshName[] => [
  ...new Map(names.map((name) => [sshNameKey(name), name] as const).filter(([key]) => !known.has(key))).values(),
];
