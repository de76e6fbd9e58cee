import test from 'ava';
import fc from 'fast-check';

import { Secret } from '../../../src/domain/secret.ts';
import { createRedactor } from '../../../src/render/secrecy/redactor.ts';
import { quote } from '../../../src/shell/quote.ts';

const redactor = (...texts: readonly string[]) => {
  const made = createRedactor();
  for (const text of texts) made.add(new Secret(text));
  return made;
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const secret = 's3cr3t\'Pa ss/wörd+"x"';

const forms: readonly (readonly [string, string])[] = [
  ['as it is', secret],
  ['in base64', base64(secret)],
  ['in base64 after one byte', base64(`:${secret}`)],
  ['in base64 after two bytes', base64(`a:${secret}`)],
  ['in base64 inside a larger text', base64(`user:${secret}:and more of it`)],
  ['in base64 of URLs', Buffer.from(`ab${secret}`).toString('base64url')],
  ['in base64 with lines of 12', base64(`user:${secret}`).replaceAll(/(.{12})/g, '$1\n')],
  ['in a URL', encodeURIComponent(secret)],
  ['in a form', encodeURIComponent(secret).replaceAll('%20', '+')],
  ['in a URL with small digits', encodeURIComponent(secret).replaceAll(/%../g, (part) => part.toLowerCase())],
  ['in JSON', JSON.stringify({ a: secret })],
  ['in JSON of Python', String.raw`{"a": "s3cr3t'Pa ss/w\u00f6rd+\"x\""}`],
  ['quoted for a shell', quote(secret)],
  ['in hexadecimal', Buffer.from(secret).toString('hex')],
  ['in capital hexadecimal', Buffer.from(secret).toString('hex').toUpperCase()],
  ['broken over two lines', `${secret.slice(0, 9)}\n${secret.slice(9)}`],
];
/** What a reader could make the secret of again. */
const pieces = ['s3cr3t', 'Pa ss', 'w', base64(secret).slice(4, 12), Buffer.from('Pa ss').toString('hex')];

for (const [title, form] of forms)
  test(`a secret is masked ${title}`, (t) => {
    const masked = redactor(secret).mask(`before ${form} after`);
    t.true(masked.includes('‹secret›'));
    t.false(masked.includes('s3cr3t'), masked);
    t.false(masked.includes(pieces[3] ?? ''), masked);
    t.false(masked.toLowerCase().includes(pieces[4] ?? ''), masked);
    t.regex(masked, /^before [^]* after$/);
  });

test('what is around a secret stays, two beside each other are one mask, and line feeds stay', (t) => {
  const { mask } = redactor('canary-one', 'canary-two');
  t.is(mask('a canary-one b'), 'a ‹secret› b');
  t.is(mask('canary-onecanary-two\nx'), '‹secret›\nx');
  t.is(mask('cana\nry-one x\ny'), '‹secret›\n x\ny');
  t.is(mask('nothing'), 'nothing');
});

test('secrets that overlap or hold each other are masked whole', (t) => {
  const { mask } = redactor('abcdef', 'defghi', 'abcdefghijkl');
  t.is(mask('xabcdefghix'), 'x‹secret›x');
  t.is(mask('xabcdefghijklx'), 'x‹secret›x');
});

test('each line of six characters and more of a long secret is masked by itself', (t) => {
  const { mask } = redactor('-----BEGIN KEY-----\nMIIabcdef0123\nxyz\n-----END KEY-----\n');
  t.is(mask('  MIIabcdef0123'), '  ‹secret›');
  t.is(mask('+-----END KEY-----'), '+‹secret›');
  t.is(mask('xyz'), 'xyz');
});

test('a secret of fewer than four characters is masked only as a whole value', (t) => {
  const { mask } = redactor('abc', '');
  t.deepEqual(['abc', 'abc\n', 'abcd', 'an abc b', ''].map(mask), ['‹secret›', '‹secret›', 'abcd', 'an abc b', '']);
});

test('secrets that come later are masked too', (t) => {
  const { add, mask } = redactor('canary-one');
  t.is(mask('canary-two'), 'canary-two');
  add(new Secret('canary-two'));
  t.is(mask('canary-one canary-two'), '‹secret› ‹secret›');
});

test('no text keeps a secret, whatever the secrets and the text are', (t) => {
  const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 4, maxLength: 12 }), { minLength: 1, maxLength: 8 });
  const small = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', "'", ' '), minLength: 4, maxLength: 9 }), {
    minLength: 1,
  });
  const law = (): void =>
    fc.assert(
      fc.property(fc.oneof(texts, small), fc.string(), fc.context(), (secrets, between, context) => {
        const told = secrets.filter((one) => one.trim().length >= 4 && !/[\r\n‹›]|secret/.test(one));
        const masked = redactor(...told).mask(told.map((one) => `${one}${between}`).join(''));
        context.log(masked);
        return told.every((one) => !masked.includes(one));
      }),
      { seed: 1121, numRuns: 500 },
    );
  t.notThrows(law);
});

test('masking takes time in proportion to the text, with a thousand secrets and with spiteful ones', (t) => {
  const thousand = redactor(
    ...Array.from({ length: 1000 }, (_, index) => `secret-${index}-${(index * 7919) % 10_007}`),
  );
  const spiteful = redactor(`${'a'.repeat(3000)}b`);
  const time = (mask: (text: string) => string, text: string): number => {
    const start = performance.now();
    mask(text);
    return performance.now() - start;
  };
  const line = 'kube-apiserver: secret-17 of 1000 was not found, secret-99 neither\n';
  for (const [mask, text] of [
    [thousand.mask, line],
    [spiteful.mask, 'a'.repeat(60)],
  ] as const) {
    mask(text.repeat(1000));
    const [once, tenTimes] = [time(mask, text.repeat(10_000)), time(mask, text.repeat(100_000))];
    t.true(tenTimes < 40 * once + 200, `${once} ms and ${tenTimes} ms`);
    t.true(tenTimes < 6000, `${tenTimes} ms for ${(text.length * 100_000) / 1e6} MB`);
  }
});
