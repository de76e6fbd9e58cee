import test from 'ava';

import { digestText, type SavedFile } from '../../src/domain/saved-files.ts';
import { sha256 } from '../../src/domain/sha256.ts';
import { boundModule, complaints, targetsOf } from '../support/host-module.ts';
import { presentFile } from '../support/present-file.ts';

const recipients = ['age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'];
const others = ['age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg'];
const absent: SavedFile = { kind: 'absent' };
const content = 'the key';
const file = presentFile(content);
const holding = (text: string): SavedFile => ({ kind: 'file', sha256: sha256(text), size: text.length });

/** `saved`: what lies at each path of the controller. */
function planned(to: string, saved: Readonly<Record<string, SavedFile>>, given: object = {}): readonly string[] {
  const bound = boundModule('fetch', {
    src: '/etc/a',
    dest: { path: to, content: '', host: 'cp-1' },
    recipients,
    ...given,
  });
  const answers = {
    file: () => file,
    saved: (path: string) => saved[path] ?? absent,
    output: { code: 0, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) },
  };
  return targetsOf(bound.answer(answers).planned);
}

const digests = { content: sha256(content), sealed: sha256('sealed') };
const there = {
  'out/cp-1/etc/a.age': holding('sealed'),
  'out/cp-1/etc/a.age.sha256': holding(digestText('out/cp-1/etc/a.age', digests, recipients)),
};
const again = ['out/cp-1/etc/a.age on this machine'];

test('what is kept encrypted is called so, and is not called so twice', (t) => {
  t.deepEqual(planned('out', {}), again);
  t.deepEqual(planned('out/key', {}, { flat: true }), ['out/key.age on this machine']);
  t.deepEqual(planned('out/key.age', {}, { flat: true }), ['out/key.age on this machine']);
});

test('it stays as long as its digests say that it is this content, for these keys', (t) => {
  t.deepEqual(planned('out', there), []);
  t.deepEqual(planned('out', there, { recipients: [...others, ...recipients] }), again);
  t.deepEqual(planned('out', { ...there, 'out/cp-1/etc/a.age': holding('damaged') }), again);
  t.deepEqual(planned('out', { ...there, 'out/cp-1/etc/a.age': absent }), again);
  t.deepEqual(planned('out', { ...there, 'out/cp-1/etc/a.age.sha256': absent }), again);
  const old = digestText('out/cp-1/etc/a.age', { ...digests, content: sha256('older') }, recipients);
  t.deepEqual(planned('out', { ...there, 'out/cp-1/etc/a.age.sha256': holding(old) }), again);
});

test('the order of the keys does not matter', (t) => {
  const both = [...recipients, ...others];
  const text = digestText('out/cp-1/etc/a.age', digests, both.toReversed());
  t.deepEqual(planned('out', { ...there, 'out/cp-1/etc/a.age.sha256': holding(text) }, { recipients: both }), []);
});

test('nobody, and who is no public key of age, is a mistake', (t) => {
  const given = { src: '/x', dest: { path: 'out', content: '', host: 'h' } };
  for (const wrong of [[], [''], ['ssh-ed25519 AAAA'], ['AGE-SECRET-KEY-1QQ'], ['age1 x']])
    t.is(complaints('fetch', { ...given, recipients: wrong }).length, 1, JSON.stringify(wrong));
  t.is(complaints('fetch', { ...given, recipients: recipients[0] }).length, 0);
});
