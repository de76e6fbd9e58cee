import { readFileSync, statSync, writeFileSync } from 'node:fs';

import test from 'ava';

import { Secret } from '../../src/domain/secret.ts';
import { Float } from '../../src/domain/value.ts';
import { boundModule, targetsOf } from '../support/host-module.ts';
import { convergeHere, planHere } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const becomes = test.macro({
  exec(t, before: string, given: object, after: string) {
    const path = `${tempFolder(t)}/a.json`;
    writeFileSync(path, before);
    const { second } = convergeHere(boundModule('json_file', { path, ...given }));
    t.is(readFileSync(path, 'utf8'), after);
    t.deepEqual(targetsOf(second), []);
  },
  title: (_, before: string, given: object) => `${JSON.stringify(before)} with ${JSON.stringify(given)}`,
});

test(becomes, '{"b":1.0,"1":[1, 2]}', { set: { '/b': 1 } }, '{"b": 1, "1": [1, 2]}');
test(becomes, '{"b":1}', { set: { '/b': new Float(1), '/c': [new Float(1e3)] } }, '{"b":1.0,"c":[1000.0]}');
test(becomes, '{"b":1.0}', { set: { '/b': new Float(1) } }, '{"b":1.0}');
test(
  becomes,
  '{"b":1.0,"1":12345678901234567890}',
  { set: { '/c': 'x' } },
  '{"b":1.0,"1":12345678901234567890,"c":"x"}',
);
test(becomes, '{\n\t"a": {}\n}\n', { merge: { a: { b: null } } }, '{\n\t"a": {\n\t\t"b": null\n\t}\n}\n');
test(becomes, '{ "a" :  1 }\n', { merge: { a: 1 } }, '{ "a" :  1 }\n');
test(becomes, '{\r\n  "a": 1\r\n}\r\n', { absent: ['/a'] }, '{}\r\n');
test(becomes, '[{"name":"x","v":1}]', { set: { '/x/v': 0 }, list_key: 'name' }, '[{"name":"x","v":0}]');
test(
  becomes,
  '{"s":"\\u00e9 \\/ yes"}',
  { set: { '/t': 'no', '/u': 'a: b # \u202e"\\' } },
  '{"s":"é / yes","t":"no","u":"a: b # \u202e\\"\\\\"}',
);

test('a missing file begins with an empty mapping', (t) => {
  const path = `${tempFolder(t)}/a.json`;
  convergeHere(boundModule('json_file', { path, create: true, set: { '/a': 0 } }));
  t.is(readFileSync(path, 'utf8'), '{\n  "a": 0\n}\n');
  t.is(statSync(path).mode & 0o777, 0o600);
});

test('what is no JSON, and what cannot be JSON, is refused', (t) => {
  const path = `${tempFolder(t)}/a.json`;
  const said = (before: string, given: object): string => {
    writeFileSync(path, before);
    return targetsOf(planHere(boundModule('json_file', { path, ...given }))).join();
  };
  t.regex(said('{"a":1,}', { set: { '/a': 2 } }), /a.json:1:8: it is not JSON/);
  t.regex(said('{"a":1,"a":2}', { set: { '/a': 2 } }), /invalid JSON: Map keys must be unique/);
  t.regex(said('{}', { set: { '/a': Number.POSITIVE_INFINITY } }), /no number in JSON/);
  t.regex(said('', { set: { '/a': 2 } }), /it is not JSON/);
});

test('a secret value shows neither side', (t) => {
  const path = `${tempFolder(t)}/a.json`;
  writeFileSync(path, '{"a": "old"}');
  const planned = planHere(boundModule('json_file', { path, set: { '/a': new Secret('new') } }));
  t.false(/"(?:old|new)"/.test(JSON.stringify(planned)));
});
