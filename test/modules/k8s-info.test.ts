import test from 'ava';
import type { ExecutionContext } from 'ava';

import { BadAnswer } from '../../src/domain/module.ts';
import type { Value } from '../../src/domain/value.ts';
import { fakePrograms } from '../support/fake-programs.ts';
import { boundModule, complaints } from '../support/host-module.ts';
import { askHere, planHere, shells } from '../support/simulated-host.ts';

/** No cluster is at hand: `k8s` answers what a case says for the words that follow `kubectl`. */
const cluster = (t: ExecutionContext, cases: string): string =>
  fakePrograms(t, { k8s: `case "$*" in\n${cases}\n*) echo "unexpected: $*" >&2; exit 1 ;;\nesac` });

/** A page as the API server prints it; `indent` as kubectl and kinds of others print theirs, with metadata behind. */
function page(items: readonly object[] | null, next = '', of: 'own' | 'others' | readonly string[] = 'own'): string {
  const metadata = { resourceVersion: '1', ...(next === '' ? {} : { continue: next }) };
  const [kind = 'Pod', apiVersion = 'v1'] = typeof of === 'string' ? [] : of;
  return of !== 'others'
    ? JSON.stringify({ kind: `${kind}List`, apiVersion, metadata, items })
    : JSON.stringify({ apiVersion: 'x.io/v1', items, kind: 'GizmoList', metadata }, null, 2);
}
const answer = (words: string, text: string): string => `'${words}') cat <<'END'\n${text}\nEND\n;;`;
const refusal = (words: string, said: string): string => `'${words}') echo '${said}' >&2; exit 1 ;;`;
const raw = (path: string): string => `kubectl get --raw ${path} --request-timeout=30s`;
const pod = (name: string): object => ({ metadata: { name, managedFields: [{ manager: 'x' }] }, spec: {} });

function resources(t: ExecutionContext, input: object, cases: string): readonly Value[] {
  const answers = Object.values(shells).map((shell) => {
    const bound = boundModule('k8s_info', input);
    const answered = bound.answer(askHere(bound, { shell, programs: cluster(t, cases) }));
    t.deepEqual(answered.planned, { kind: 'changes', changes: [] });
    return answered.result([]).get('resources');
  });
  const [first] = answers;
  for (const other of answers) t.deepEqual(other, first);
  if (!Array.isArray(first)) throw new Error('resources is no list');
  return first;
}
const plain = (value: unknown): unknown =>
  value instanceof Map
    ? Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]))
    : Array.isArray(value)
      ? value.map(plain)
      : value;

const tells = test.macro({
  exec(t, input: object, cases: string, wanted: readonly object[]) {
    t.deepEqual(plain(resources(t, input, cases)), wanted);
  },
  title: (title) => `k8s_info tells ${title}`,
});

const asPod = (name: string): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: {} });
const pods = '/api/v1/pods?limit=500';

test(
  'a list, each item with what it is and without managedFields',
  tells,
  { kind: 'Pod' },
  answer(raw(pods), page([pod('a')])),
  [asPod('a')],
);
test('an empty list', tells, { kind: 'Pod' }, answer(raw(pods), page([])), []);
test('a list whose items are null', tells, { kind: 'Pod' }, answer(raw(pods), page(null)), []);
test(
  'all pages of a list',
  tells,
  { kind: 'Pod' },
  [
    answer(raw(pods), page([pod('a')], 'two=')),
    answer(raw(`${pods}&continue=two=`), page([pod('b')], 'three')),
    answer(raw(`${pods}&continue=three`), page([pod('c')])),
  ].join('\n'),
  [asPod('a'), asPod('b'), asPod('c')],
);
test(
  'pages of a kind that is not one of Kubernetes, whose metadata comes last',
  tells,
  { kind: 'Gizmo', api_version: 'x.io/v1' },
  [
    answer(
      raw('/apis/x.io/v1/gizmos?limit=500'),
      page([{ metadata: { name: 'a', note: 'n'.repeat(3000) } }], 'two', 'others'),
    ),
    answer(raw('/apis/x.io/v1/gizmos?limit=500&continue=two'), page([{ metadata: { name: 'b' } }], '', 'others')),
  ].join('\n'),
  [
    { apiVersion: 'x.io/v1', kind: 'Gizmo', metadata: { name: 'a', note: 'n'.repeat(3000) } },
    { apiVersion: 'x.io/v1', kind: 'Gizmo', metadata: { name: 'b' } },
  ],
);
test(
  'what selectors choose, in one namespace',
  tells,
  {
    kind: 'NetworkPolicy',
    api: 'networking.k8s.io/v1',
    namespace: 'x',
    label_selectors: ['a=b', 'c'],
    field_selectors: 'd!=e',
  },
  answer(
    raw(
      '/apis/networking.k8s.io/v1/namespaces/x/networkpolicies?limit=500&labelSelector=a%3Db%2Cc&fieldSelector=d!%3De',
    ),
    page([pod('p')], '', ['NetworkPolicy', 'networking.k8s.io/v1']),
  ),
  [{ ...asPod('p'), apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' }],
);
test(
  'one object',
  tells,
  { kind: 'Pod', namespace: 'x', name: 'a' },
  answer(raw('/api/v1/namespaces/x/pods/a'), JSON.stringify({ kind: 'Pod', apiVersion: 'v1', ...pod('a') })),
  [{ kind: 'Pod', apiVersion: 'v1', metadata: { name: 'a' }, spec: {} }],
);
test(
  'nothing where the object is not there',
  tells,
  { kind: 'Pod', namespace: 'x', name: 'a' },
  refusal(raw('/api/v1/namespaces/x/pods/a'), 'Error from server (NotFound): pods "a" not found'),
  [],
);
const secretPath = String.raw`-o jsonpath={range .items[*]}{.metadata.namespace}{"\t"}{.metadata.name}{"\t"}{.type}{"\n"}{end} --request-timeout=30s`;
test(
  'name, place and type of Secrets, and asks for no more',
  tells,
  { kind: 'Secret', namespace: 'x', name: 'a', label_selectors: ['l'] },
  answer(`kubectl get secrets -n x -l l --field-selector=metadata.name=a ${secretPath}`, 'x\ta\tOpaque'),
  [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', namespace: 'x' }, type: 'Opaque' }],
);
test(
  'Secrets of all namespaces',
  tells,
  { kind: 'Secret' },
  answer(`kubectl get secrets -A ${secretPath}`, 'x\ta\tOpaque\ny\tb\tz'),
  [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', namespace: 'x' }, type: 'Opaque' },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'b', namespace: 'y' }, type: 'z' },
  ],
);
test(
  'no Secrets where there are none',
  tells,
  { kind: 'Secret' },
  answer(`kubectl get secrets -A ${secretPath}`, ''),
  [],
);

const cannot = test.macro({
  exec(t, input: object, cases: string, why: RegExp) {
    for (const shell of Object.values(shells)) {
      const bound = boundModule('k8s_info', input);
      const error = t.throws(() => planHere(bound, { shell, programs: cluster(t, cases) }), { instanceOf: BadAnswer });
      t.regex([error.message, ...error.said].join(' | '), why);
    }
  },
  title: (title) => `k8s_info cannot look: ${title}`,
});

test(
  'the API server is away',
  cannot,
  { kind: 'Pod' },
  refusal(raw(pods), 'The connection to the server 127.0.0.1:6443 was refused'),
  /did not tell of Pod objects \| The connection to the server/,
);
test(
  'it may not',
  cannot,
  { kind: 'Secret' },
  `*) echo 'Error from server (Forbidden): no' >&2; exit 1 ;;`,
  /did not tell of Secret objects.*Forbidden/,
);
test(
  'a page in the middle of a list is gone',
  cannot,
  { kind: 'Pod' },
  [
    answer(raw(pods), page([pod('a')], 'two')),
    refusal(raw(`${pods}&continue=two`), 'Error from server (Expired): the provided continue parameter is too old'),
  ].join('\n'),
  /did not tell of Pod objects.*too old/,
);
test(
  'the answer is no list',
  cannot,
  { kind: 'Pod' },
  answer(raw(pods), '{"kind":"Status"}'),
  /cannot be read.*Status/,
);
for (const about of [['Node'], ['Pod', 'v2'], ['']])
  test(
    `an empty list of another kind: ${about.join(' ')}`,
    cannot,
    { kind: 'Pod' },
    answer(raw(pods), page([], '', about)),
    /cannot be read.*it is a/,
  );
test('the answer is no JSON', cannot, { kind: 'Pod' }, answer(raw(pods), '<html>'), /cannot be read.*<html>/);
test('nothing is answered', cannot, { kind: 'Pod' }, answer(raw(pods), ''), /cannot be read/);
test(
  'a page whose token is where nobody looks',
  cannot,
  { kind: 'Pod' },
  answer(
    raw(pods),
    JSON.stringify({
      kind: 'PodList',
      apiVersion: 'v1',
      a: 'x'.repeat(2500),
      metadata: { continue: 'two' },
      items: [{ a: 'x'.repeat(2500) }],
    }),
  ),
  /there are more/,
);
test(
  'another object than the one that was asked for',
  cannot,
  { kind: 'Pod', namespace: 'x', name: 'a' },
  answer(raw('/api/v1/namespaces/x/pods/a'), '{"kind":"Node"}'),
  /cannot be read/,
);

test('k8s_info: an answer that was cut is no list', (t) => {
  const bound = boundModule('k8s_info', { kind: 'Pod' });
  const answers = askHere(bound, { programs: cluster(t, answer(raw(pods), page([pod('a')]))) });
  const cut = { ...answers.output, stdout: answers.output.stdout.subarray(0, -5) };
  t.throws(() => bound.answer({ ...answers, output: cut }), { message: 'the host told of a part of the Pod objects' });
  t.throws(() => bound.answer({ ...answers, output: { ...cut, truncated: true } }), {
    message: /^more Pod objects than one question can bring: ask for a namespace/,
  });
});

test('k8s_info: damaged packing is no list', (t) => {
  const bound = boundModule('k8s_info', { kind: 'Pod' });
  const answers = askHere(bound, { programs: cluster(t, answer(raw(pods), page([pod('a')]))) });
  const stdout = Buffer.from('packed=AAAA\nend=\n');
  t.throws(() => bound.answer({ ...answers, output: { ...answers.output, stdout } }), { message: /cannot be read/ });
});

test('k8s_info: a kind that the API does not have is refused, and not an empty list', (t) => {
  const cases = refusal(
    raw('/api/v1/gizmos?limit=500'),
    'Error from server (NotFound): the server could not find the requested resource',
  );
  const planned = planHere(boundModule('k8s_info', { kind: 'Gizmo' }), { programs: cluster(t, cases) });
  t.is(planned.kind === 'refused' ? planned.message : planned.kind, 'the API server has no Gizmo in v1');
});

const paths = test.macro({
  exec: (t, kind: string, api: string, path: string) =>
    void t.deepEqual(
      resources(t, { kind, api_version: api }, answer(raw(`${path}?limit=500`), page([], '', [kind, api]))),
      [],
    ),
  title: (_, kind: string) => `k8s_info knows where ${kind} is`,
});
for (const [kind, api, path] of [
  ['Endpoints', 'v1', '/api/v1/endpoints'],
  ['Ingress', 'networking.k8s.io/v1', '/apis/networking.k8s.io/v1/ingresses'],
  ['NetworkPolicy', 'networking.k8s.io/v1', '/apis/networking.k8s.io/v1/networkpolicies'],
  ['ResourceQuota', 'v1', '/api/v1/resourcequotas'],
  ['StorageClass', 'storage.k8s.io/v1', '/apis/storage.k8s.io/v1/storageclasses'],
  ['ClusterRoleBinding', 'rbac.authorization.k8s.io/v1', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'],
] as const)
  test(paths, kind, api, path);

const wrong = test.macro({
  exec: (t, input: object, complaint: string) => void t.deepEqual(complaints('k8s_info', input), [complaint]),
  title: (_, input: object, complaint: string) => `k8s_info ${JSON.stringify(input)}: ${complaint}`,
});
test(wrong, { kind: 'pods' }, 'kind: must be a kind such as Pod or ClusterRole');
test(wrong, { kind: 'Pod', api_version: 'apps' }, 'api_version: must be a version such as v1 or apps/v1');
test(wrong, { kind: 'Pod', namespace: 'a/../b' }, 'namespace: must be the name of a namespace');
test(wrong, { kind: 'Pod', name: 'a/b' }, 'name: must be the name of an object');
test(wrong, { kind: 'Pod', name: 'a?x' }, 'name: must be the name of an object');
test(wrong, { kind: 'Pod', label_selectors: [] }, 'label_selectors: must not be empty');

test('k8s_info refuses a host that cannot ask', (t) => {
  const bound = boundModule('k8s_info', { kind: 'Pod' });
  const told = (stdout: string): string => {
    const output = { code: 0, stdout: Buffer.from(stdout), stderr: Buffer.alloc(0) };
    const { planned } = bound.answer({
      output,
      file: () => {
        throw new Error('no file was asked for');
      },
    });
    return planned.kind === 'refused' ? planned.message : planned.kind;
  };
  t.is(told('unasked=worker\n'), 'a worker cannot ask the API of its cluster');
  t.is(told('unasked=kubectl\n'), 'the host has neither k8s nor kubectl');
});
