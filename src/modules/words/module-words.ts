/** What the schema of a module cannot say. */
export interface ModuleWords {
  /** By parameter; a test holds that none is missing and none is too many. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Fields of `register`, besides changed, failed and skipped. */
  readonly results: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

/** `owner`, `group`, `mode`. */
export const ownershipWords = {
  owner: 'who owns it; absent: as it is, root for what is new',
  group: 'its group; absent: as it is, root for what is new',
  mode: 'permissions, quoted: "0600" or u=rw,go=',
} as const;

/** What every module that writes a file takes. */
export const writtenFileWords = {
  ...ownershipWords,
  validate: 'a command that must succeed on the new file before it takes its place; %s stands for its path',
  follow: 'write to what a symbolic link points to; without it a link in the way is an error',
  backup: 'accepted; what was there is always kept in the journal, never beside the file',
} as const;

/** Fields of modules that put a file on the host. */
export const writtenFileResults = {
  dest: 'the path',
  checksum: 'SHA-256 of what is wanted',
  'mode, owner, group, size': 'of the file that was found; absent when there was none',
} as const;
