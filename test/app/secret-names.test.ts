import test from 'ava';

import { readExtraVars } from '../../src/app/extra-vars.ts';
import { keepSecretVars } from '../../src/app/secret-names.ts';
import { createRedactor } from '../../src/render/secrecy/redactor.ts';
import { memoryFiles } from '../support/memory-files.ts';

const masked = test.macro({
  exec(t, text: string, isMasked: boolean) {
    const keeper = createRedactor();
    const read = readExtraVars([text], memoryFiles({}));
    if (!read.ok) return t.fail(JSON.stringify(read.diagnostics));
    keepSecretVars(read.value, keeper);
    t.is(keeper.holds('it is k3st3r-Wp5, no?'), isMasked);
  },
  title: (_, text: string, isMasked: boolean) =>
    `what is typed with -e is ${isMasked ? '' : 'not '}masked by its name: ${text}`,
});
for (const text of [
  'db_password=k3st3r-Wp5',
  'DB_PWD=k3st3r-Wp5',
  'aws_credentials=k3st3r-Wp5',
  'api_tokens: [k3st3r-Wp5, x]',
  '{"db": {"password": "k3st3r-Wp5"}}',
  '{"all": [{"name": "x", "api_key": "k3st3r-Wp5"}]}',
])
  test(masked, text, true);
for (const text of ['site=k3st3r-Wp5', 'key_type=k3st3r-Wp5', '{"db": {"name": "k3st3r-Wp5"}}'])
  test(masked, text, false);
