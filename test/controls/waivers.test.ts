import test from 'ava';

import { causesOf } from '../../src/controls/causes.ts';
import { applyWaivers, type WaiverScope } from '../../src/controls/apply-waivers.ts';
import { findControl } from '../../src/controls/find-control.ts';
import { parseCatalogue } from '../../src/controls/parse-catalogue.ts';
import { parseWaivers } from '../../src/controls/parse-waivers.ts';
import type { Waiver } from '../../src/controls/waiver.ts';
import type { AssessedControl, ControlResult, ControlStatus } from '../../src/domain/assessment.ts';
import { near } from '../../src/domain/near.ts';
import { controlsCatalogue } from '../support/controls-catalogue.ts';

const today = '2026-11-22';
const catalogue = (() => {
  const read = parseCatalogue([{ path: 'controls.yaml', text: controlsCatalogue }]);
  if (!read.ok) throw new Error(read.diagnostics.map(({ summary }) => summary).join('\n'));
  return read.value;
})();

const read = (text: string) =>
  parseWaivers('waivers.yaml', text, {
    find: (word) => findControl(catalogue, word),
    near: (word) => near(word, catalogue.controls.keys()),
    today,
  });

const fields: Readonly<Record<string, string>> = {
  control: 'CIS-1.2.19',
  owner: 'ops@example.org',
  approved_by: 'SEC-1',
  reason: 'small disks',
  expires: '2027-06-30',
};
const entry = (over: Readonly<Record<string, string | null>> = {}): string =>
  `- ${Object.entries({ ...fields, ...over })
    .flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]))
    .join('\n  ')}\n`;

const waiversOf = (text: string): readonly Waiver[] => {
  const found = read(text);
  if (!found.ok) throw new Error(found.diagnostics.map(({ summary }) => summary).join('\n'));
  return found.value;
};

test('a waiver has all its fields, and its place', (t) => {
  const [one] = waiversOf(
    entry({ control: 'CIS112-1.2.17', hosts: '[cp-1, workers]', compensating_control: 'a remote log' }),
  );
  t.like(one, {
    kind: 'waiver',
    control: 'CIS-1.2.19',
    hosts: ['cp-1', 'workers'],
    owner: 'ops@example.org',
    approvedBy: 'SEC-1',
    reason: 'small disks',
    expires: '2027-06-30',
    compensatingControl: 'a remote log',
  });
  t.is(one?.range.start.line, 1);
});
test('a file may be empty, a list, or a mapping with attestations', (t) => {
  t.deepEqual(waiversOf(''), []);
  t.deepEqual(waiversOf('waivers:\nattestations: []\n'), []);
  t.is(waiversOf(entry())[0]?.hosts[0], 'all');
  const both = `waivers:\n${entry()}attestations:\n${entry({ control: 'BW-MANUAL' })}`;
  t.deepEqual(
    waiversOf(both).map(({ kind, control }) => [kind, control]),
    [
      ['waiver', 'CIS-1.2.19'],
      ['attestation', 'BW-MANUAL'],
    ],
  );
});
test('a waiver may end today, and in 366 days', (t) => {
  t.is(waiversOf(entry({ expires: today }))[0]?.expires, today);
  t.is(waiversOf(entry({ expires: '2027-11-23' }))[0]?.expires, '2027-11-23');
});
test('one that is over is told with its place, and kept', (t) => {
  const found = read(entry({ expires: '2026-11-21' }));
  t.true(found.ok);
  if (!found.ok) return;
  t.is(found.value.length, 1);
  const [warning] = found.warnings;
  t.like(warning, { severity: 'warning', code: 'waiver-expired' });
  t.is(warning?.range?.start.line, 5);
  t.truthy(warning?.hint);
});

const bad = test.macro((t, text: string, expected: string) => {
  const found = read(text);
  t.false(found.ok);
  if (found.ok) return;
  const errors = found.diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  t.is(`${first?.range?.start.line}:${first?.range?.start.column} ${first?.code} ${first?.summary}`, expected);
  t.is(errors.length, 1);
  t.truthy(first?.hint ?? first?.label);
});
test(
  'a control that there is not',
  bad,
  entry({ control: 'CIS-1.2.91' }),
  '1:12 unknown-control there is no control `CIS-1.2.91`',
);
test(
  'a year and two days',
  bad,
  entry({ expires: '2027-11-24' }),
  '5:12 waiver-too-long a waiver holds for at most 366 days',
);
test('a day that there is not', bad, entry({ expires: '2027-02-30' }), '5:12 waiver-date `2027-02-30` is not a day');
test('a day in words', bad, entry({ expires: 'never' }), '5:12 waiver-date `never` is not a day');
for (const key of ['control', 'owner', 'approved_by', 'reason'])
  for (const [title, value] of [
    ['without', null],
    ['with an empty', ''],
    ['with a blank', '" "'],
  ] as const)
    test(`a waiver ${title} ${key}`, (t) => {
      const found = read(entry({ [key]: value }));
      t.false(found.ok);
      if (!found.ok) t.like(found.diagnostics[0], { code: 'waiver-incomplete', summary: `a waiver needs \`${key}\`` });
    });
test(
  'an entry that nobody filled in is one error',
  bad,
  entry({ owner: null, approved_by: null, reason: null }),
  '1:3 waiver-incomplete a waiver needs `owner`, `approved_by` and `reason`',
);
test('a waiver without an end', bad, entry({ expires: null }), '1:3 waiver-incomplete a waiver needs `expires`');
test('hosts that are nobody', bad, entry({ hosts: '[]' }), '6:10 waiver-incomplete `hosts` names nobody');
for (const hosts of ['[workers, "!worker-3"]', '"!worker-3"', '[workers, "&control_plane"]', '"!cp-1:!cp-2"'])
  test(
    `patterns of which one means everybody else: ${hosts}`,
    bad,
    entry({ hosts }),
    `6:10 waiver-hosts \`${/[!&][^"]*/.exec(hosts)?.[0]}\` by itself means hosts of the whole inventory`,
  );
test('a key that there is not', bad, entry({ until: '2027-01-01' }), '6:3 unknown-key unknown key `until` in a waiver');
test(
  'an attestation of what is checked',
  bad,
  `attestations:\n${entry()}`,
  '2:12 waiver-kind CIS-1.2.19 is checked on the hosts, and cannot be attested',
);
test(
  'an attestation of what is not there',
  bad,
  `attestations:\n${entry({ control: 'BW-GONE' })}`,
  '2:12 waiver-kind BW-GONE does not exist here, and needs no attestation',
);
test(
  'two for the same',
  bad,
  `${entry({ hosts: '[a, b]' })}${entry({ hosts: '[b, a]' })}`,
  '7:12 waiver-twice CIS-1.2.19 has a waiver for these hosts already',
);
test('a file that is text', bad, 'waivers\n', '1:1 wrong-type a file of waivers must be a list, not one word');
test('a file that was cut', (t) => {
  const found = read('waivers:\n- control: "CIS');
  t.false(found.ok);
  if (!found.ok) t.is(found.diagnostics[0].range?.file, 'waivers.yaml');
});

const result = (hosts: readonly string[], status: ControlStatus): ControlResult => ({
  hosts,
  status,
  because: null,
  evidence: [],
  waiver: null,
});
function assessed(id: string, results: readonly ControlResult[]): AssessedControl {
  const control = catalogue.controls.get(id);
  if (control === undefined) throw new Error(id);
  const { check: _, ...about } = control;
  return { ...about, wanted: [], status: results[0]?.status ?? 'pass', results };
}
const hosts = [
  { name: 'cp-1', cluster: 'prod', role: 'control-plane' },
  { name: 'cp-2', cluster: 'prod', role: 'control-plane' },
  { name: 'worker-1', cluster: 'prod', role: 'worker' },
] as const;
const groups: Readonly<Record<string, readonly string[]>> = {
  all: ['cp-1', 'cp-2', 'worker-1', 'spare-1'],
  planes: ['cp-1', 'cp-2'],
  'cp-1': ['cp-1'],
  'worker-1': ['worker-1'],
  'spare-1': ['spare-1'],
};
const waive = (control: AssessedControl, ...texts: readonly string[]) => waiveWith([], control, ...texts);
const waiveWith = (leftOut: WaiverScope['leftOut'], control: AssessedControl, ...texts: readonly string[]) => {
  const { controls, waivers } = applyWaivers([control], texts.flatMap(waiversOf), {
    hosts,
    leftOut,
    hostsOf: (pattern) => groups[pattern] ?? [],
    today,
  });
  return {
    status: controls[0]?.status,
    results: controls[0]?.results.map((one) => `${one.hosts.join(',')} ${one.status} ${one.waiver}`),
    because: controls[0]?.results.map(({ because }) => because),
    states: waivers.map(({ state }) => state),
  };
};
const failing = assessed('CIS-1.2.19', [result(['cp-1', 'cp-2'], 'fail')]);

test('a waiver covers what fails', (t) => {
  t.like(waive(failing, entry()), { status: 'waived', results: ['cp-1,cp-2 waived 0'], states: ['used'] });
});
test('hosts that a waiver does not name go on failing', (t) => {
  t.like(waive(failing, entry({ hosts: 'cp-1' })), {
    status: 'fail',
    results: ['cp-1 waived 0', 'cp-2 fail null'],
    states: ['used'],
  });
});
test('a waiver that is over covers nothing, and says since when', (t) => {
  const told = waive(failing, entry({ expires: '2026-11-21' }));
  t.like(told, { status: 'fail', results: ['cp-1,cp-2 fail null'], states: ['expired'] });
  t.deepEqual(told.because, ['the waiver at waivers.yaml:1 is over since 2026-11-21']);
});
test('one in force stands in for one that is over', (t) => {
  const over = entry({ expires: '2026-11-21' });
  t.like(waive(failing, over, entry({ hosts: 'planes' })), { status: 'waived', states: ['expired', 'used'] });
});
for (const status of ['unknown', 'not-assessed'] as const)
  test(`nobody can waive what is ${status}`, (t) => {
    const told = waive(assessed('CIS-1.2.19', [result(['cp-1'], status)]), entry());
    t.like(told, { status, results: [`cp-1 ${status} null`], states: ['used'] });
  });
for (const status of ['pass', 'not-applicable'] as const)
  test(`a waiver of what is ${status} is unused`, (t) => {
    const told = waive(assessed('CIS-1.2.19', [result(['cp-1', 'cp-2'], status)]), entry({ hosts: 'planes' }));
    t.like(told, { status, results: [`cp-1,cp-2 ${status} null`], states: ['unused'] });
  });
test('a waiver of hosts that the inventory does not have never matches', (t) => {
  t.like(waive(failing, entry({ hosts: 'gone-1' })), { status: 'fail', states: ['never-matching'] });
});
test('a waiver of a control that was not judged never matches', (t) => {
  t.like(waive(failing, entry({ control: 'V-242434' })), { status: 'fail', states: ['never-matching'] });
});
test('a waiver of a host that was left out may be needed', (t) => {
  t.like(waive(failing, entry({ hosts: 'spare-1' })), { status: 'fail', states: ['used'] });
});
test('an attestation that is over fails what it stood for, and says since when', (t) => {
  const manual = assessed('BW-MANUAL', [result(['cp-1', 'cp-2'], 'manual')]);
  const over = { control: 'BW-MANUAL', expires: '2026-11-21', hosts: 'cp-1' };
  const told = waive(manual, `attestations:\n${entry(over)}`);
  t.like(told, { status: 'fail', results: ['cp-1 fail null', 'cp-2 manual null'], states: ['expired'] });
  t.is(told.because?.[0], 'the attestation at waivers.yaml:2 is over since 2026-11-21');
  t.is(waive(manual, entry(over)).status, 'fail');
});
test('an attestation on its last day holds, and one in force stands in for one that is over', (t) => {
  const manual = assessed('BW-MANUAL', [result(['cp-1'], 'manual')]);
  const last = entry({ control: 'BW-MANUAL', expires: today });
  const over = entry({ control: 'BW-MANUAL', expires: '2026-11-21', hosts: 'cp-1' });
  t.is(waive(manual, `attestations:\n${last}`).status, 'attested');
  t.like(waive(manual, `attestations:\n${over}${last}`), { status: 'attested', states: ['expired', 'used'] });
});
for (const status of ['unknown', 'not-assessed', 'not-applicable'] as const)
  test(`an attestation that is over leaves what is ${status}`, (t) => {
    const over = `attestations:\n${entry({ control: 'BW-MANUAL', expires: '2026-11-21' })}`;
    t.is(waive(assessed('BW-MANUAL', [result(['cp-1'], status)]), over).status, status);
  });
test('what a lapsed attestation fails is a cause, with the entry as its place', (t) => {
  const { controls } = applyWaivers(
    [assessed('BW-MANUAL', [result(['cp-1'], 'manual')])],
    waiversOf(`attestations:\n${entry({ control: 'BW-MANUAL', expires: '2026-11-21' })}`),
    { hosts, leftOut: [], hostsOf: (pattern) => groups[pattern] ?? [], today },
  );
  t.like(causesOf(controls)[0], { status: 'fail', controls: ['BW-MANUAL'], hosts: ['cp-1'] });
  t.is(causesOf(controls)[0]?.evidence[0]?.where, 'waivers.yaml:2');
});
test('a manual control can be attested, and waived', (t) => {
  const manual = assessed('BW-MANUAL', [result(['cp-1'], 'manual')]);
  t.is(waive(manual, `attestations:\n${entry({ control: 'BW-MANUAL' })}`).status, 'attested');
  t.is(waive(manual, entry({ control: 'BW-MANUAL' })).status, 'waived');
});
test('a cluster is covered by all its control planes or its name, not by one of them', (t) => {
  const cluster = assessed('BW-CLUSTER', [result(['prod'], 'fail')]);
  t.is(waive(cluster, entry({ control: 'BW-CLUSTER', hosts: 'cp-1' })).status, 'fail');
  t.is(waive(cluster, entry({ control: 'BW-CLUSTER', hosts: 'planes' })).status, 'waived');
  t.is(waive(cluster, entry({ control: 'BW-CLUSTER', hosts: 'prod' })).status, 'waived');
  t.is(waive(cluster, entry({ control: 'BW-CLUSTER' })).status, 'waived');
});
test('a control plane that -l leaves out accepts nothing either', (t) => {
  const cluster = assessed('BW-CLUSTER', [result(['prod'], 'fail')]);
  const planes = entry({ control: 'BW-CLUSTER', hosts: 'planes' });
  t.is(waiveWith([{ name: 'cp-3', cluster: 'prod' }], cluster, planes).status, 'fail');
  t.is(waiveWith([{ name: 'cp-3', cluster: null }], cluster, planes).status, 'fail');
  t.is(waiveWith([{ name: 'cp-3', cluster: 'other' }], cluster, planes).status, 'waived');
});
test('the worst of what is left decides', (t) => {
  const mixed = assessed('CIS-1.2.19', [result(['cp-1'], 'fail'), result(['cp-2'], 'unknown')]);
  t.like(waive(mixed, entry()), { status: 'unknown', results: ['cp-1 waived 0', 'cp-2 unknown null'] });
});
