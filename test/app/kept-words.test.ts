import test from 'ava';

import { keptWords } from '../../src/app/kept-words.ts';
import { Secret } from '../../src/domain/secret.ts';
import { createRedactor } from '../../src/render/secrecy/redactor.ts';
import { memoryFiles } from '../support/memory-files.ts';

const keeper = createRedactor();
keeper.add(new Secret('kn0wn-s3cret'));

const kept = test.macro({
  exec(t, texts: readonly string[], extraVars: readonly string[], secrets: readonly string[]) {
    const words = keptWords(
      {
        operands: ['site.yaml'],
        values: new Map([
          ['limit', ['cp-1']],
          ['extra-vars', texts],
        ]),
        flags: new Map([['yes', 1]]),
      },
      memoryFiles({ 'vars.yaml': 'db_password: canary\n' }),
      keeper,
    );
    t.deepEqual(words.values['extra-vars'] ?? [], extraVars);
    t.deepEqual(words.secrets, secrets);
    t.deepEqual([words.operands, words.values['limit'], words.flags], [['site.yaml'], ['cp-1'], { yes: 1 }]);
  },
  title: (_, texts) => `of the words of -e only those without a secret are kept: ${JSON.stringify(texts)}`,
});
test(kept, [], [], []);
test(kept, ['days=90'], ['days=90'], []);
test(kept, ['days=90', 'db_password=x'], ['days=90'], ['db_password']);
test(kept, ['deploy_key=x'], [], ['deploy_key']);
test(kept, ['dbpass=x'], [], ['dbpass']);
test(kept, ['ssh_key_type=ed25519'], ['ssh_key_type=ed25519'], []);
test(kept, ['days=90 api_key=x'], [], ['api_key', 'days']);
test(kept, ['{"deep": {"list": [{"token": 1}]}}'], [], ['deep']);
test(kept, ['tokens: [a, b]'], [], ['tokens']);
test(kept, ['site=https://bob:pw@example.org/'], [], ['site']);
test(kept, ['site=https://example.org/a:b@c'], ['site=https://example.org/a:b@c'], []);
test(kept, ['header="Bearer abcdefgh12345"'], [], ['header']);
test(kept, ['bypass_count=3'], ['bypass_count=3'], []);
test(kept, ['@vars.yaml'], ['@vars.yaml'], []);
test(kept, ["broken='"], [], ['?']);
test(kept, ['site=a-kn0wn-s3cret'], [], ['site']);

test('a secret that is known stands in no other word either', (t) => {
  const given = {
    operands: ['all', 'mysql', '-pkn0wn-s3cret'],
    values: new Map([['vault-id', ['prod@command:echo kn0wn-s3cret']]]),
    flags: new Map(),
  };
  const words = keptWords(given, memoryFiles({}), keeper);
  t.deepEqual(words.operands, ['all', 'mysql', '-p‹secret›']);
  t.deepEqual(words.values, { 'vault-id': ['prod@command:echo ‹secret›'] });
});
