import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

import test, { type ExecutionContext } from 'ava';
import { parse, stringify } from 'yaml';
import { z } from 'zod';

import { Fleet } from '../engine/support/fleet.ts';
import { fakePrograms } from '../support/fake-programs.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** What the three judgements of `playbooks/tasks/api-server-files.yaml` warn of; null: all is as wanted. */
interface Said {
  readonly cis: string | null;
  readonly stig: string | null;
  readonly encryption: string | null;
}

interface Files {
  readonly policy?: string;
  readonly encryption?: string;
}

const shape = z.array(
  z.object({ block: z.array(z.looseObject({ name: z.string(), shell: z.looseObject({}).optional() })) }),
);

/** The block's own tasks, with `systemctl` answering for a process that was started with these files. */
async function said(t: ExecutionContext, { policy, encryption }: Files): Promise<Said & { read: string }> {
  const folder = tempFolder(t);
  const flags = Object.entries({ 'audit-policy-file': policy, 'encryption-provider-config': encryption }).flatMap(
    ([flag, text]) => {
      if (text === undefined) return [];
      writeFileSync(`${folder}/${flag}`, text);
      return [`--${flag}=${folder}/${flag}`];
    },
  );
  const child = spawn('/bin/sh', ['-c', 'read -r _', 'kube-apiserver', ...flags], { stdio: 'pipe' });
  t.teardown(() => child.kill('SIGKILL'));
  const programs = fakePrograms(t, { systemctl: `echo ${child.pid}` });
  const environment = { PATH: `${programs}:/usr/bin:/bin` };
  const [written] = shape.parse(parse(readFileSync('playbooks/tasks/api-server-files.yaml', 'utf8'), { merge: true }));
  const tasks = (written?.block ?? []).map(({ shell, ...task }) =>
    shell ? { ...task, shell: { ...shell, environment } } : task,
  );
  const show = { name: 'Shown', debug: { msg: '{{ own_files.stdout }}' } };
  const ran = await new Fleet(t).run(
    stringify([{ hosts: 'all', tasks: [...tasks, show] }], { aliasDuplicateObjects: false }),
    ['cp-1'],
    {
      mode: 'plan',
    },
  );
  const of = (name: string): string | null => ran.finished(name).warnings[0] ?? null;
  return {
    cis: of('The audit policy keeps bodies of Secrets out, and covers what matters'),
    stig: of('The audit policy logs bodies of everything'),
    encryption: of('Secrets are written with a strong cipher'),
    read: JSON.stringify(ran.events),
  };
}

const policyOf = (rules: readonly unknown[]): string =>
  stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules });

const judged = test.macro(async (t, rules: readonly unknown[], cis: string | null, stig: string | null) => {
  const found = await said(t, { policy: policyOf(rules) });
  t.is(found.cis, cis);
  t.is(found.stig, stig);
});

const secretsByMetadata = {
  level: 'Metadata',
  resources: [
    { group: '', resources: ['secrets', 'configmaps'] },
    { group: 'authentication.k8s.io', resources: ['tokenreviews'] },
  ],
};
const oneRule = 'its rule is Metadata, or not for everything';

test('all by metadata: nothing of a Secret, and all that matters', judged, [{ level: 'Metadata' }], null, oneRule);
test(
  'one rule for all bodies is what the STIG wants, and CIS does not',
  judged,
  [{ level: 'RequestResponse' }],
  'secrets with their bodies, configmaps with their bodies, tokenreviews with their bodies',
  null,
);
test(
  'stages may be left out of it',
  judged,
  [{ level: 'RequestResponse', omitStages: ['RequestReceived'] }],
  'secrets with their bodies, configmaps with their bodies, tokenreviews with their bodies',
  null,
);
test(
  'bodies for some alone are not those of everything',
  judged,
  [{ level: 'RequestResponse', verbs: ['create'] }],
  'secrets with their bodies, configmaps with their bodies, tokenreviews with their bodies, pods not logged for all, deployments not logged for all, pods/exec not logged for all, pods/portforward not logged for all, pods/proxy not logged for all, services/proxy not logged for all',
  'its rule is RequestResponse, or not for everything',
);
test(
  'Secrets first and by metadata, then bodies of the rest',
  judged,
  [secretsByMetadata, { level: 'RequestResponse' }],
  null,
  '2 rules',
);
test(
  'the other way round the first rule decides',
  judged,
  [{ level: 'Request' }, secretsByMetadata],
  'secrets with their bodies, configmaps with their bodies, tokenreviews with their bodies',
  '2 rules',
);
test(
  'a rule for one user or one namespace is judged, and does not end the search',
  judged,
  [{ level: 'Request', users: ['bob'], resources: [{ group: '', resources: ['secrets'] }] }, { level: 'Metadata' }],
  'secrets with their bodies',
  '2 rules',
);
test(
  'reads that nobody logs are no changes',
  judged,
  [
    {
      level: 'None',
      users: ['system:kube-proxy'],
      verbs: ['watch'],
      resources: [{ group: '', resources: ['endpoints'] }],
    },
    { level: 'None', nonResourceURLs: ['/healthz*'] },
    { level: 'None', verbs: ['get', 'list', 'watch'], resources: [{ group: '', resources: ['pods'] }] },
    { level: 'Metadata' },
  ],
  null,
  '4 rules',
);
test(
  'what is logged never is told',
  judged,
  [{ level: 'None', resources: [{ group: '', resources: ['pods/exec'] }, { group: 'apps' }] }, { level: 'Metadata' }],
  'deployments not logged for all, pods/exec not logged for all',
  '2 rules',
);
test(
  'subresources by a star',
  judged,
  [{ level: 'None', resources: [{ group: '', resources: ['*/proxy'] }] }, { level: 'Metadata' }],
  'pods/proxy not logged for all, services/proxy not logged for all',
  '2 rules',
);
test(
  'without a rule for all the rest is not logged',
  judged,
  [secretsByMetadata],
  'pods not logged for all, deployments not logged for all, pods/exec not logged for all, pods/portforward not logged for all, pods/proxy not logged for all, services/proxy not logged for all',
  'its rule is Metadata, or not for everything',
);
test(
  'a policy without rules is none',
  judged,
  [],
  'there is no audit policy, or it has no rules',
  'there is no audit policy, or it has no rules',
);

test('no flag: no policy and no encryption', async (t) => {
  const found = await said(t, {});
  t.is(found.cis, 'there is no audit policy, or it has no rules');
  t.is(found.stig, 'there is no audit policy, or it has no rules');
  t.is(found.encryption, 'nothing is configured for Secrets');
});

const key = 'c2VjcmV0IGlzIHNlY3JldCBpcyBzZWNyZXQgaXMgc2VjIQ==';
const encrypted = (...providers: readonly unknown[]): string =>
  stringify({ kind: 'EncryptionConfiguration', resources: [{ resources: ['secrets'], providers }] });
const cipher = test.macro(async (t, encryption: string, expected: string | null) => {
  const found = await said(t, { encryption });
  t.is(found.encryption, expected);
  t.false(found.read.includes(key), found.read);
  t.true(found.read.includes('providers'), found.read);
});
const withKey = { keys: [{ name: 'one', secret: key }] };

for (const name of ['aescbc', 'secretbox', 'kms'])
  test(`${name} writes Secrets`, cipher, encrypted({ [name]: withKey }, { identity: {} }), null);
test('aesgcm is not accepted', cipher, encrypted({ aesgcm: withKey }, { identity: {} }), 'aesgcm');
test(
  'identity first is plain text',
  cipher,
  encrypted({ identity: {} }, { secretbox: withKey }),
  'identity comes first: Secrets are written as plain text',
);
test(
  'a key on one line with all the rest stays on the host',
  cipher,
  JSON.stringify({ resources: [{ resources: ['*.*'], providers: [{ secretbox: withKey }] }] }),
  null,
);
test(
  'encryption of other things is none of Secrets',
  cipher,
  stringify({ resources: [{ resources: ['configmaps'], providers: [{ aescbc: withKey }] }] }),
  'nothing is configured for Secrets',
);
