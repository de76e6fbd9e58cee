import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';

import { bin } from '../support/bulwark.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulwark-input-'));
test.after.always(() => rmSync(folder, { recursive: true }));

const playbook = (parameter: string): string => `- name: Harden
  hosts: all
  tasks:
    - name: Log requests to the API server
      args_file:
        service: kube-apiserver
        ${parameter}: { audit-log-maxage: { at_least: 30 } }
`;
const files = {
  'bulwark.yaml': 'inventory: prod.yaml\nplaybook: hardening.yaml\n',
  'prod.yaml':
    'all:\n  children:\n    control_plane: { hosts: { cp-1: {}, cp-2: {}, cp-3: {} } }\n    workers: { hosts: { worker-1: {}, worker-2: {} } }\n',
  'hardening.yaml': playbook('ensur'),
  'good.yaml': playbook('ensure'),
};
test.before(() => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o644 });
});

/** The texts of output.md, section 6. All of it on standard error: there is no result. */
const says = test.macro({
  exec: (t, line: string, wanted: string) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [bin, ...line.split(' ')], {
      cwd: folder,
      encoding: 'utf8',
    });
    t.is(stderr, wanted);
    t.deepEqual([stdout, status], ['', 5]);
  },
  title: (_, line: string) => `bulwark ${line}`,
});

test(
  says,
  'plan',
  `hardening.yaml:7:9  error  unknown parameter \`ensur\` of args_file
   6 |         service: kube-apiserver
   7 |         ensur: { audit-log-maxage: { at_least: 30 } }
     |         ^^^^^  did you mean \`ensure\`?
1 error. No host was contacted. exit 5: bad input
`,
);
test(
  says,
  'apply good.yaml --yes -l worker-9',
  `error  -l worker-9 matches no host. Near: worker-1, worker-2, workers (all: 5
  hosts)
exit 5: nothing matched, no host was contacted
`,
);
test(
  says,
  'exec worker-9 -- uptime',
  `error  worker-9 matches no host. Near: worker-1, worker-2, workers (all: 5
  hosts)
exit 5: nothing matched, no host was contacted
`,
);
test(
  says,
  'apply --step --yes good.yaml',
  `error  --step asks before each task, and there is no terminal to ask on
     = leave --step out; \`bulwark plan\` shows what each task would change
1 error. No host was contacted. exit 5: bad input
`,
);
test(
  says,
  'apply good.yaml',
  `error  apply asks before it changes anything, and there is no terminal to ask on
     = add --yes to this command; \`bulwark plan\` with the same options shows
       what it would change
1 error. No host was contacted. exit 5: bad input
`,
);
