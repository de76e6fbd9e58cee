/** A host that ~/.ssh/config names. What it does not say is null. */
export interface SshConfigHost {
  readonly name: string;
  readonly address: string | null;
  readonly user: string | null;
  readonly port: number | null;
  readonly identityFile: string | null;
  /** `ProxyJump`; null also for `none`. */
  readonly jump: string | null;
}

export interface SshConfig {
  readonly hosts: readonly SshConfigHost[];
  /** What was passed over: `Include …`, `Match …`, `ProxyCommand of cp-1`. */
  readonly leftOut: readonly string[];
}

interface Block {
  readonly patterns: readonly string[];
  readonly settings: ReadonlyMap<string, string>;
}

/** The hosts of an ssh_config(5) file that are named without wildcards; as there, the first value found counts. */
export function parseSshConfig(text: string): SshConfig {
  const { blocks, leftOut } = readBlocks(text);
  const names = new Set(blocks.flatMap(({ patterns }) => patterns.filter((pattern) => !/[*?!]/.test(pattern))));
  const hosts = [...names].map((name) => hostOf(name, blocks));
  const commands = [...names].filter((name) => unlessNone(setting(name, blocks, 'proxycommand')) !== null);
  return { hosts, leftOut: [...leftOut, ...commands.map((name) => `ProxyCommand of ${name}`)] };
}

const unlessNone = (value: string | null): string | null => (value?.toLowerCase() === 'none' ? null : value);

function hostOf(name: string, blocks: readonly Block[]): SshConfigHost {
  const port = Number(setting(name, blocks, 'port') ?? '');
  const address = setting(name, blocks, 'hostname');
  return {
    name,
    address: address === null ? null : address.replaceAll(/%([%h])/g, (_, letter) => (letter === 'h' ? name : '%')),
    user: setting(name, blocks, 'user'),
    port: Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : null,
    identityFile: unlessNone(setting(name, blocks, 'identityfile')),
    jump: unlessNone(setting(name, blocks, 'proxyjump')),
  };
}

const setting = (name: string, blocks: readonly Block[], key: string): string | null =>
  blocks.find(({ patterns, settings }) => settings.has(key) && isMatch(patterns, name))?.settings.get(key) ?? null;

function isMatch(patterns: readonly string[], name: string): boolean {
  const isLike = (pattern: string): boolean =>
    new RegExp(
      `^${pattern
        .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
        .replaceAll(/\*+/g, '.*')
        .replaceAll('?', '.')}$`,
      's',
    ).test(name);
  if (patterns.some((pattern) => pattern.startsWith('!') && isLike(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && isLike(pattern));
}

/** What stands above the first `Host` is for all. `Match` blocks depend on more than a name and are passed over. */
function readBlocks(text: string): { readonly blocks: readonly Block[]; readonly leftOut: readonly string[] } {
  const blocks: { patterns: readonly string[]; settings: Map<string, string> }[] = [
    { patterns: ['*'], settings: new Map() },
  ];
  const leftOut = new Set<string>();
  for (const line of text.split(/\r?\n/)) {
    const [, word = '', rest = ''] = /^\s*([A-Za-z]+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line) ?? [];
    const key = word.toLowerCase();
    const block = blocks.at(-1);
    if (key === 'host') blocks.push({ patterns: wordsOf(rest), settings: new Map() });
    else if (key === 'match') {
      blocks.push({ patterns: [], settings: new Map() });
      leftOut.add(`Match ${rest}`);
    } else if (key === 'include') leftOut.add(`Include ${rest}`);
    else if (key !== '' && block !== undefined && !block.settings.has(key))
      block.settings.set(key, wordsOf(rest)[0] ?? '');
  }
  return { blocks, leftOut: [...leftOut] };
}

/** Words may be in double quotes; a `#` begins a comment. */
const wordsOf = (text: string): readonly string[] =>
  [...text.matchAll(/"([^"]*)"|#.*|(\S+)/g)].flatMap(([, quotedWord, word]) => quotedWord ?? word ?? []);
