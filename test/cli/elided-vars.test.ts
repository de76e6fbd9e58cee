import test from 'ava';

import { elidedVars } from '../../src/cli/elided-vars.ts';
import { operatorCommand } from '../../src/cli/operator-command.ts';
import { parseArgv } from '../../src/cli/parse-argv.ts';

const shows = test.macro((t, text: string, expected: string) => t.is(elidedVars(text), expected));

test('a file', shows, '@secrets.yaml', '@secrets.yaml');
test('a value that is no secret', shows, 'audit_days=90', 'audit_days=90');
test('a value under a secret name', shows, 'db_password=hunter22', 'db_password=…');
test('a key', shows, 'apiKey=x', 'apiKey=…');
test('a name that only begins like a secret one', shows, 'ssh_key_type=ed25519', 'ssh_key_type=ed25519');
test('a list of keys', shows, 'deploy_keys=x', 'deploy_keys=…');
test('a PIN', shows, 'card_pin=1234', 'card_pin=…');
test('an empty value', shows, 'token=', 'token=…');
test('several words', shows, 'a=1 db_pass="x y" b=2', 'a=1 db_pass=… b=2');
test('a long value', shows, `motd=${'x'.repeat(60)}`, 'motd=…');
test('a JSON mapping', shows, '{"a": 1, "db": {"password": "x"}}', '{a: …, db: …}');
test('a YAML mapping in braces, whose keys may be values', shows, '{a: {x: y}}', '{…}');
test('a YAML line', shows, 'password: hunter22', 'password: …');
test('a quote that is not closed', shows, "password='x", '…');
test('a word that may be a part of a password', shows, 'a=b c', 'a=b …');
test('unicode', shows, 'pässword=ü', 'pässword=ü');

test('a command to type next tells which variables are to be typed anew', async (t) => {
  const asked = await parseArgv(['plan', 'x.yaml', '-i', 'i.yaml', '-e', 'db_password=hunter22', '-e', '@v.yaml'], 80);
  const command = asked.kind === 'run' ? operatorCommand(asked.given)('apply') : '';
  t.is(command, "bulwark apply x.yaml -i i.yaml -e 'db_password=…' -e @v.yaml");
  t.true(command.length <= 80);
});
