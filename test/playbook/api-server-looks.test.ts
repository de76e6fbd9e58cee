import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

import test, { type ExecutionContext } from 'ava';
import { parse, stringify } from 'yaml';
import { z } from 'zod';

import { Fleet } from '../engine/support/fleet.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** What the judgements of `playbooks/tasks/api-server-looks.yaml` warn of; null: all is as wanted. */
interface Said {
  readonly policy: string | null;
  readonly cis: string | null;
  readonly stig: string | null;
  readonly encryption: string | null;
  readonly limits: string | null;
  readonly security: string | null;
}

interface Files {
  readonly policy?: string;
  readonly encryption?: string;
  readonly admission?: string;
}

const shape = z.array(z.looseObject({ name: z.string(), when: z.unknown() }));

/** The tasks after the one that reads the flags, which are given. */
async function said(t: ExecutionContext, files: Files): Promise<Said & { events: string; folder: string }> {
  const folder = tempFolder(t);
  const given = {
    'audit-policy-file': files.policy,
    'encryption-provider-config': files.encryption,
    'admission-control-config-file': files.admission,
  };
  const flags = Object.fromEntries(
    Object.entries(given).flatMap(([flag, text]) => {
      if (text === undefined) return [];
      writeFileSync(`${folder}/${flag}`, text);
      return [[flag, `${folder}/${flag}`]];
    }),
  );
  const written = shape.parse(parse(readFileSync('playbooks/tasks/api-server-looks.yaml', 'utf8'), { merge: true }));
  const tasks = written.slice(1).map(({ when, ...task }) => ({
    ...task,
    when: [when].flat().filter((condition) => condition !== "'control_plane' in group_names"),
  }));
  const ran = await new Fleet(t).run(stringify([{ hosts: 'all', vars: { told: { flags } }, tasks }]), ['cp-1'], {
    mode: 'plan',
  });
  const of = (name: string): string | null =>
    (ran.finished(name).warnings[0] ?? null)?.replace(`${folder}/`, '') ?? null;
  return {
    policy: of('The API server has an audit policy'),
    cis: of('The audit policy logs what matters, and no body of a Secret'),
    stig: of('The audit policy logs the bodies of all requests'),
    encryption: of('Secrets are encrypted by a strong provider'),
    limits: of('The admission configuration has event rate limits'),
    security: of('The admission configuration has Pod Security defaults'),
    events: JSON.stringify(ran.events),
    folder,
  };
}

const policyOf = (rules: readonly unknown[]): string =>
  stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules });

const judged = test.macro(async (t, rules: readonly unknown[], cis: string | null, isStig: boolean) => {
  const found = await said(t, { policy: policyOf(rules) });
  t.is(found.policy, rules.length > 0 ? null : 'audit-policy-file: no audit policy with rules');
  t.is(found.cis, cis === null ? null : `audit-policy-file: ${cis}`);
  t.is(found.stig, isStig ? null : 'audit-policy-file: it is not the one rule level RequestResponse');
});

const secretsByMetadata = {
  level: 'Metadata',
  resources: [
    { group: '', resources: ['secrets', 'configmaps'] },
    { group: 'authentication.k8s.io', resources: ['tokenreviews'] },
  ],
};
const allBodies = 'bodies are logged of secrets, configmaps, tokenreviews';
const others = 'pods, deployments, pods/exec, pods/portforward, pods/proxy, services/proxy';

test('all by metadata: nothing of a Secret, and all that matters', judged, [{ level: 'Metadata' }], null, false);
test(
  'one rule for all bodies is what the STIG wants, and CIS does not',
  judged,
  [{ level: 'RequestResponse' }],
  allBodies,
  true,
);
test(
  'bodies for some alone are not those of everything',
  judged,
  [{ level: 'RequestResponse', verbs: ['create'] }],
  allBodies,
  false,
);
test(
  'Secrets first and by metadata, then bodies of the rest',
  judged,
  [secretsByMetadata, { level: 'RequestResponse' }],
  null,
  false,
);
test('the other way round the first rule decides', judged, [{ level: 'Request' }, secretsByMetadata], allBodies, false);
test(
  'a rule for one user is judged, and does not end the search',
  judged,
  [{ level: 'Request', users: ['bob'], resources: [{ group: '', resources: ['secrets'] }] }, { level: 'Metadata' }],
  'bodies are logged of secrets',
  false,
);
test(
  'reads that nobody logs, and paths that are no resources, are no changes',
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
  false,
);
test(
  'what is never logged is told',
  judged,
  [{ level: 'None', resources: [{ group: '', resources: ['pods/exec'] }, { group: 'apps' }] }, { level: 'Metadata' }],
  'not logged: deployments, pods/exec',
  false,
);
test(
  'subresources by a star',
  judged,
  [{ level: 'None', resources: [{ group: '', resources: ['*/proxy'] }] }, { level: 'Metadata' }],
  'not logged: pods/proxy, services/proxy',
  false,
);
test(
  'changes that nobody logs are told',
  judged,
  [{ level: 'None', verbs: ['create'], resources: [{ group: '', resources: ['pods'] }] }, { level: 'Metadata' }],
  'not logged: pods',
  false,
);
test('without a rule for all the rest is not logged', judged, [secretsByMetadata], `not logged: ${others}`, false);
test('a policy without rules is none', judged, [], `not logged: secrets, configmaps, tokenreviews, ${others}`, false);

test(
  'reads of Secrets, and all that is done in a namespace, are not left out',
  judged,
  [
    { level: 'None', verbs: ['get'], resources: [{ group: '', resources: ['secrets'] }] },
    { level: 'None', namespaces: ['kube-system'], resources: [{ group: 'apps', resources: ['deployments'] }] },
    { level: 'Metadata' },
  ],
  'not logged: secrets, deployments',
  false,
);

test(
  'what nobody who logged in does is logged',
  judged,
  [{ level: 'None', userGroups: ['system:authenticated'] }, { level: 'Metadata' }],
  `not logged: secrets, configmaps, tokenreviews, ${others}`,
  false,
);
test(
  'a rule that leaves its only stage out logs nothing',
  judged,
  [{ level: 'Metadata', omitStages: ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] }],
  `not logged: secrets, configmaps, tokenreviews, ${others}`,
  false,
);
test(
  'that many are deleted at once is no read',
  judged,
  [
    { level: 'None', verbs: ['deletecollection'], resources: [{ group: '', resources: ['pods'] }] },
    { level: 'Metadata' },
  ],
  'not logged: pods',
  false,
);
test('a policy that leaves out every stage logs nothing, whatever its rules', async (t) => {
  const about = { apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules: [{ level: 'RequestResponse' }] };
  const omitted = await said(t, { policy: stringify({ ...about, omitStages: ['ResponseComplete'] }) });
  t.is(omitted.stig, 'audit-policy-file: omitStages leaves everything out');
  t.is(omitted.cis, `audit-policy-file: not logged: secrets, configmaps, tokenreviews, ${others}`);
  const usual = await said(t, { policy: stringify({ ...about, omitStages: ['RequestReceived'] }) });
  t.is(usual.stig, null);
});

test('no flag: nothing is configured', async (t) => {
  const found = await said(t, {});
  for (const [key, text] of Object.entries(found))
    if (!['events', 'folder'].includes(key)) t.regex(String(text), /^no --[a-z-]+: /, key);
});

const key = 'c2VjcmV0IGlzIHNlY3JldCBpcyBzZWNyZXQgaXMgc2VjIQ==';
const encrypted = (...providers: readonly unknown[]): string =>
  stringify({ kind: 'EncryptionConfiguration', resources: [{ resources: ['secrets'], providers }] });
const cipher = test.macro(async (t, encryption: string, writer: string | null) => {
  const found = await said(t, { encryption });
  t.is(found.encryption, writer === null ? null : `encryption-provider-config: new Secrets are written ${writer}`);
  t.false(found.events.includes(key));
});
const withKey = { keys: [{ name: 'one', secret: key }] };

for (const name of ['aescbc', 'secretbox', 'kms'])
  test(`${name} writes Secrets`, cipher, encrypted({ [name]: withKey }, { identity: {} }), null);
test('aesgcm is not accepted', cipher, encrypted({ aesgcm: withKey }, { identity: {} }), 'by aesgcm');
test('identity first is plain text', cipher, encrypted({ identity: {} }, { secretbox: withKey }), 'by identity');
test(
  'encryption of other things is none of Secrets',
  cipher,
  stringify({ resources: [{ resources: ['configmaps'], providers: [{ aescbc: withKey }] }] }),
  'without encryption',
);

test('a key on a line of its own does not leave the host either', (t) => {
  const look = z.array(z.looseObject({ shell: z.object({ cmd: z.string() }).optional() }));
  const [command = ''] = look
    .parse(parse(readFileSync('playbooks/tasks/api-server-looks.yaml', 'utf8'), { merge: true }))
    .flatMap(({ shell }) => shell?.cmd ?? []);
  const file = `${tempFolder(t)}/enc.yaml`;
  const bare = key.replace(/=+$/, '');
  for (const secret of [`secret: ${key}`, `secret:\n  ${key}`, `? secret\n: ${key}`, `"\\x73ecret": ${key}`]) {
    writeFileSync(file, `keys:\n- name: one\n  ${secret.replaceAll('\n', '\n  ')}\n`);
    const told = execFileSync('sh', ['-c', command.replace(/\{\{.*\}\}/, file)], { encoding: 'utf8' });
    t.false(told.includes(bare), told);
    t.true(told.includes('name: one'));
  }
});

const admission = (...plugins: readonly unknown[]): string =>
  stringify({ apiVersion: 'apiserver.config.k8s.io/v1', kind: 'AdmissionConfiguration', plugins });
const podSecurity = (enforce: string) => ({ name: 'PodSecurity', configuration: { defaults: { enforce } } });

test('one admission configuration carries both plugins', async (t) => {
  const found = await said(t, {
    admission: admission({ name: 'EventRateLimit', path: 'eventconfig.yaml' }, podSecurity('baseline')),
  });
  t.is(found.limits, null);
  t.is(found.security, null);
});
test('what is missing in it is told, and a level that refuses nothing', async (t) => {
  const found = await said(t, { admission: admission(podSecurity('privileged')) });
  t.is(found.limits, 'admission-control-config-file: no limits for EventRateLimit');
  t.is(found.security, 'admission-control-config-file: Pod Security defaults enforce privileged');
});
