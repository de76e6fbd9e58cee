import type { ModuleWords } from './module-words.ts';
import { ownershipWords, writtenFileResults, writtenFileWords } from './module-words.ts';

type FileModule = 'copy' | 'fetch' | 'file' | 'json_file' | 'permissions' | 'slurp' | 'stat' | 'template' | 'yaml_file';

/** Modules that look at or write files. */
export const fileWords: Readonly<Record<FileModule, ModuleWords>> = {
  copy: {
    parameters: {
      dest: 'where it goes; with a slash at the end a folder, and the file keeps its name',
      src: 'the file to copy; looked for in files/ beside the playbook and beside it',
      content: 'the text itself, instead of src; a list or mapping is written as JSON',
      force: 'false: a file that is there stays as it is',
      ...writtenFileWords,
    },
    results: writtenFileResults,
    notes: ['Give content or src, not both. The file is written beside its place, synced and renamed.'],
  },
  fetch: {
    parameters: {
      src: 'the file on the host',
      dest: 'the folder on this machine, beside the playbook; in it the file is HOST and the path of src',
      flat: 'dest is the file itself, or its folder when it ends in a slash',
      fail_on_missing: 'false: where there is no such file, nothing is done',
      validate_checksum: 'accepted: what came is always hashed',
      recipients:
        'public keys of age: it is kept encrypted for them, as NAME.age, with its digests beside it in NAME.age.sha256',
    },
    results: {
      file: 'the path on the host',
      dest: 'the path on this machine',
      'checksum, remote_checksum': 'SHA-256 of the content',
      msg: 'why nothing was fetched',
    },
    notes: [
      'Written in one step, for the operator alone (0600), and only where it differs. Files of up to 1 MiB.',
      'With recipients only the encrypted file reaches a disk of this machine; `age -d -i IDENTITY NAME.age` opens it. Its SHA-256 tells a reader what he guessed rightly: keep it from others where the content is easy to guess.',
    ],
  },
  file: {
    parameters: {
      path: 'what it is about; a list is done in one go',
      glob: 'patterns beside or instead of path, expanded on the host; no match is told, and is no failure',
      state: 'what it is to be; absent: only attributes are set',
      src: 'what a link points to; a symbolic link that is there keeps its own without it',
      recurse:
        'everything in the folder, too, and what links in it point to unless follow is false; on one file system',
      force: 'replace a file or an empty folder in the way of a link, or link to nothing',
      follow: 'mean what a symbolic link points to; false: a link itself',
      tighten_only: 'mode is the loosest that is allowed: a stricter one stays, a loosened one is put right',
      modification_time: 'accepted for state touch',
      access_time: 'accepted for state touch',
      ...ownershipWords,
    },
    results: {
      files: 'one entry for each path: path, state, mode, owner, group, uid, gid, size',
      'path or dest, src, state, mode, owner, group, uid, gid, size':
        'of the only path, as it is after the task; as it was in a plan',
    },
    notes: ['absent refuses /, /etc, home folders and mount points.'],
  },
  json_file: {
    parameters: {
      path: 'the JSON file on the host',
      merge: 'values to merge in: mappings by key, lists by list_key',
      set: 'values by JSON pointer: /log-opts/max-size: 10m',
      absent: 'JSON pointers of what must not be there',
      list_key: 'the key by which items of a list are the same, such as name',
      create: 'true: begin with {} where there is no file; a text: begin with that',
      ...writtenFileWords,
    },
    results: { path: 'the path' },
    notes: [
      'A file that is changed is written anew in its own indentation; keys keep their order, numbers their digits.',
    ],
  },
  permissions: {
    parameters: {
      paths:
        'by path or pattern: mode, the loosest that is allowed, and owner, as owner:group; each may carry controls: {at_most: "0600", controls: […]}, {is: root:root, controls: […]}',
    },
    results: { looked_at: 'how many files and folders were looked at' },
    notes: [
      '`*`, `?` and `[…]` stand within one name, `**` for any number of folders: `/etc/kubernetes/**` is all that is in the folder, and the folder. A mode is for what is no folder; with a slash at the end a pattern means folders alone. Owners are those of folders and links, too.',
      'It never loosens and makes nothing; what is not there is as wanted. Links count as what they point to; other file systems are not looked into.',
    ],
  },
  slurp: {
    parameters: { src: 'the file on the host' },
    results: {
      content: 'what is in it, as Base64: {{ result.content | b64decode }}',
      encoding: 'base64',
      source: 'the path',
    },
    notes: ['Never changes anything. Files of up to 1 MiB.'],
  },
  stat: {
    parameters: {
      path: 'the file to look at',
      follow: 'mean what a symbolic link points to; false: a link itself',
      get_checksum: 'also hash the content',
      checksum_algorithm: 'how to hash',
      get_mime: 'accepted: the kind of content is not looked at',
      get_attributes: 'accepted: attributes of the file system are not looked at',
    },
    results: {
      stat: 'exists, path, mode ("0600"), rusr and the other rights, isuid, isgid, isdir, isreg, islnk, uid, gid, pw_name, gr_name, size, inode, mtime, checksum, lnk_target, lnk_source',
    },
    notes: ['Never changes anything. "Not there" is an answer; "could not look" fails the task.'],
  },
  template: {
    parameters: {
      src: 'the template; looked for in templates/ beside the playbook and beside it',
      dest: 'where it goes; with a slash at the end a folder, and the file keeps its name',
      vars: 'more variables for this template',
      force: 'false: a file that is there stays as it is',
      ...writtenFileWords,
    },
    results: writtenFileResults,
    notes: ['Rendered and compared on this machine; an undefined variable is found before any host is contacted.'],
  },
  yaml_file: {
    parameters: {
      path: 'the YAML file on the host',
      merge: 'values to merge in: mappings by key, lists by list_key',
      set: 'values by JSON pointer: /debug/level: info',
      absent: 'JSON pointers of what must not be there',
      list_key: 'the key by which items of a list are the same, such as name',
      create: 'true: begin with an empty document where there is no file; a text: begin with that',
      ...writtenFileWords,
    },
    results: { path: 'the path' },
    notes: ['Comments, order and the form of everything else stay as they are.'],
  },
};
