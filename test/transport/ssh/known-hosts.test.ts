import { createHmac } from 'node:crypto';
import test from 'ava';
import { fingerprint } from '../../../src/domain/sha256.ts';
import {
  judgeHostKey,
  keyType,
  knownHostsLine,
  knownHostsName,
  knownKeyTypes,
  parseKnownHosts,
} from '../../../src/transport/ssh/known-hosts.ts';

const blob = (type: string, body: string): Buffer =>
  Buffer.concat([Buffer.from([0, 0, 0, type.length]), Buffer.from(type), Buffer.from(body)]);
const ED = blob('ssh-ed25519', 'one');
const ED2 = blob('ssh-ed25519', 'two');
const RSA = blob('ssh-rsa', 'three');
const line = (names: string, key: Buffer, marker = ''): string =>
  `${marker}${marker === '' ? '' : ' '}${names} ${keyType(key)} ${key.toString('base64')}`;
const hashed = (name: string): string => {
  const salt = Buffer.from('0123456789abcdefghij');
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
};

const judges = test.macro({
  exec(t, text: string, name: string, key: Buffer, expected: string) {
    const verdict = judgeHostKey(parseKnownHosts(text, 'kh'), name, key);
    const line =
      verdict.kind === 'changed'
        ? `:${verdict.expected.line}`
        : verdict.kind === 'revoked'
          ? `:${verdict.by.line}`
          : '';
    t.is(`${verdict.kind}${line}`, expected);
  },
  title: (title) => `host keys: ${title}`,
});
test('an empty file knows nobody', judges, '', 'a', ED, 'unknown');
test('a plain name', judges, line('a', ED), 'a', ED, 'known');
test('another name', judges, line('b', ED), 'a', ED, 'unknown');
test('a list of names', judges, line('b,a,10.0.0.1', ED), '10.0.0.1', ED, 'known');
test('upper case in the file', judges, line('A.Example', ED), 'a.example', ED, 'known');
test('a port', judges, line('[a]:2222', ED), '[a]:2222', ED, 'known');
test('a port is not another port', judges, line('[a]:2222', ED), '[a]:2223', ED, 'unknown');
test('a plain name is not for other ports', judges, line('a', ED), '[a]:2222', ED, 'unknown');
test('a hashed name', judges, line(hashed('a'), ED), 'a', ED, 'known');
test('a hashed name with a port', judges, line(hashed('[a]:2222'), ED), '[a]:2222', ED, 'known');
test('a hash of another name', judges, line(hashed('b'), ED), 'a', ED, 'unknown');
test('a broken hash', judges, line('|1|x', ED), 'a', ED, 'unknown');
test('wildcards', judges, line('*.example,10.?.0.1', ED), '10.9.0.1', ED, 'known');
test('a dot is a dot', judges, line('a.example', ED), 'axexample', ED, 'unknown');
test('a negated name', judges, line('*.example,!bad.example', ED), 'bad.example', ED, 'unknown');
test('a changed key', judges, `# comment\n${line('a', ED)}`, 'a', ED2, 'changed:2');
test('one of two keys of a type', judges, `${line('a', ED)}\n${line('a', ED2)}`, 'a', ED2, 'known');
test('another type than the known one', judges, line('a', ED), 'a', RSA, 'changed:1');
test('several types', judges, `${line('a', ED)}\n${line('a', RSA)}`, 'a', RSA, 'known');
test('a revoked key', judges, `${line('a', ED)}\n${line('*', ED, '@revoked')}`, 'a', ED, 'revoked:2');
test('another key revoked', judges, `${line('a', ED)}\n${line('*', ED2, '@revoked')}`, 'a', ED, 'known');
test('only a certificate authority', judges, line('a', ED, '@cert-authority'), 'a', ED, 'unknown');
test(
  'CRLF, tabs, comments and blank lines',
  judges,
  `\r\n# x\r\n\t${line('a', ED).replaceAll(' ', '\t')}\tcomment\r\n`,
  'a',
  ED,
  'known',
);
test("a line whose type is not its key's", judges, `a ssh-rsa ${ED.toString('base64')}`, 'a', ED, 'unknown');
test('an unknown marker', judges, line('a', ED, '@other'), 'a', ED, 'unknown');
test('half a line', judges, 'a ssh-ed25519', 'a', ED, 'unknown');

test('a written line is read again', (t) => {
  const name = knownHostsName('Host', 2222);
  t.is(name, '[host]:2222');
  t.is(knownHostsName('::1', 22), '::1');
  t.is(judgeHostKey(parseKnownHosts(knownHostsLine(name, ED), 'kh'), name, ED).kind, 'known');
});

test('known types come in the order of the file, revoked ones apart', (t) => {
  const text = [line('a', RSA), line('a', ED), line('a', ED2), line('a', blob('ssh-dss', 'x'), '@revoked')].join('\n');
  t.deepEqual(knownKeyTypes(parseKnownHosts(text, 'kh'), 'a'), ['ssh-rsa', 'ssh-ed25519']);
});

test('fingerprints are written as ssh-keygen writes them', (t) =>
  t.regex(fingerprint(ED), /^SHA256:[A-Za-z0-9+/]{43}$/));
