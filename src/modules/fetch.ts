import { z } from 'zod';

import { BadAnswer, type Change, type Fields, type Module, type Planned } from '../domain/module.ts';
import { count } from '../domain/count.ts';
import { pathResource, savedResource } from '../domain/resource.ts';
import { digestPath, expectedDigest, type SavedFile } from '../domain/saved-files.ts';
import { sha256 } from '../domain/sha256.ts';
import type { Value } from '../domain/value.ts';
import { baseName, isPresent, knownFile, type KnownFile } from './file/known-file.ts';
import { absolutePath, controllerFile, flag, oneOrMore } from './params.ts';
import { planReading } from './slurp.ts';

const recipient = z.string().regex(/^age1[0-9a-z]{20,}$/, 'must be a public key of age: age1...');
const params = z
  .strictObject({
    src: absolutePath.refine((path) => !path.split('/').includes('..'), 'must not hold .., which could leave dest'),
    dest: controllerFile.meta({ words: 'path of this machine' }),
    flat: flag.default(false),
    fail_on_missing: flag.default(true),
    validate_checksum: flag.default(true),
    recipients: oneOrMore(recipient).optional(),
  })
  .refine(({ dest: { host = 'host' } }) => /^[^/]+$/.test(host) && host !== '..' && host !== '.', {
    path: ['dest'],
    message: 'cannot hold a folder of this host: its name is no name of a folder',
  });
type Params = z.output<typeof params>;

interface State {
  readonly file: KnownFile;
  readonly saved: SavedFile;
  /** What lies beside it where it is encrypted: its digests. */
  readonly digest: SavedFile | null;
}

/** Brings a file of the host to the controller. What came is hashed there and here; a file that is the same stays. */
export const fetch: Module<Params, State> = {
  name: 'fetch',
  summary: 'Brings a file of the host to this machine',
  params,
  examples: [
    '- fetch:\n    src: /var/log/apt/history.log\n    dest: fetched',
    '- fetch:\n    src: /etc/kubernetes/pki/ca.key\n    dest: backup\n    recipients: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p]',
    '- fetch:\n    src: /etc/kubernetes/pki/ca.crt\n    dest: "clusters/{{ inventory_hostname }}.crt"\n    flat: true\n    fail_on_missing: false',
  ],
  sources: { dest: 'place' },
  probe: (given) => ({
    files: [{ path: given.src, follow: true, want: 'content' }],
    reads: [pathResource(given.src), ...placesOf(given).map(savedResource)],
    parse: (answers) => stateOf(given, answers.saved, knownFile(answers, given.src, true)),
  }),
  plan: planFetch,
  result: fieldsOf,
};

function stateOf(given: Params, look: ((path: string) => SavedFile) | undefined, file: KnownFile): State {
  if (look === undefined) throw new BadAnswer('this run keeps no files of hosts');
  const place = placeOf(given);
  return { file, saved: look(place), digest: given.recipients === undefined ? null : look(digestPath(place)) };
}

const placesOf = (given: Params): readonly string[] =>
  given.recipients === undefined ? [placeOf(given)] : [placeOf(given), digestPath(placeOf(given))];

/** What is encrypted is called so. */
const placeOf = (given: Params): string =>
  given.recipients === undefined ? plainPlace(given) : plainPlace(given).replace(/(?<!\.age)$/, '.age');

/** Ansible's places: `dest/HOST/src`; with `flat` dest itself, or its folder where it ends in a slash. */
function plainPlace({ src, dest: { path, host = 'host' }, flat }: Params): string {
  if (flat) return path.endsWith('/') ? `${path}${baseName(src)}` : path;
  return `${path.replace(/\/+$/, '')}/${host}/${src
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;
}

function planFetch(given: Params, state: State): Planned {
  const { file, saved } = state;
  const reading = planReading(given.src, file);
  if (reading.kind === 'refused') return isPassedOver(given, file) ? { kind: 'changes', changes: [] } : reading;
  if (saved.kind === 'folder' || saved.kind === 'other')
    return {
      kind: 'refused',
      message: `${placeOf(given)} is ${saved.kind === 'folder' ? 'a folder' : 'no regular file'} on this machine`,
      hint: 'End dest with a slash to put the file into a folder',
    };
  const content = contentOf(file);
  return { kind: 'changes', changes: isSame(given, content, state) ? [] : [saving(given, content, saved)] };
}

const isPassedOver = ({ fail_on_missing: fails }: Params, file: KnownFile): boolean =>
  !fails && (!isPresent(file) || file.kind !== 'file');

function contentOf(file: KnownFile): Buffer {
  return isPresent(file) && Buffer.isBuffer(file.content) ? file.content : Buffer.alloc(0);
}

function isSame(given: Params, content: Buffer, { saved, digest }: State): boolean {
  const { recipients } = given;
  if (saved.kind !== 'file') return false;
  if (recipients === undefined) return saved.sha256 === sha256(content);
  const wanted = expectedDigest(placeOf(given), content, saved.sha256, recipients);
  return digest?.kind === 'file' && digest.sha256 === wanted;
}

/** Only sizes are shown: what is fetched may be anything, keys too. */
const saving = (given: Params, content: Buffer, saved: SavedFile): Change => ({
  action: saved.kind === 'file' ? 'update' : 'create',
  target: `${placeOf(given)} on this machine`,
  writes: placesOf(given).map(savedResource),
  diff: {
    entries: [
      {
        name: 'content',
        before: saved.kind === 'file' ? `${saved.size} bytes` : null,
        after: `${content.length} bytes${given.recipients === undefined ? '' : `, encrypted for ${count(given.recipients.length, 'key')}`}`,
      },
    ],
  },
  converges: 'verified',
  disrupts: 'none',
  undoable: false,
  steps: [
    {
      kind: 'save-file',
      path: placeOf(given),
      content,
      ...(given.recipients !== undefined && { recipients: given.recipients }),
    },
  ],
});

function fieldsOf(given: Params, { file }: State): Fields {
  const passed: readonly (readonly [string, Value])[] = isPassedOver(given, file)
    ? [['msg', isPresent(file) ? notAFile : 'the remote file does not exist, not transferring, ignored']]
    : [];
  const there: readonly (readonly [string, Value])[] =
    isPresent(file) && file.sha256 !== undefined
      ? [
          ['checksum', file.sha256],
          ['remote_checksum', file.sha256],
          ['dest', placeOf(given)],
        ]
      : [];
  return new Map<string, Value>([['file', given.src], ...there, ...passed]);
}

const notAFile = 'remote file is a directory, fetch cannot work on directories, not transferring, ignored';
