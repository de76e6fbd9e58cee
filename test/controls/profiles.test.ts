import test from 'ava';

import { chooseBenchmarks, usualProfiles } from '../../src/controls/profiles.ts';
import type { Profile } from '../../src/domain/control.ts';
import { shownId } from '../../src/domain/control-id.ts';

const chooses = test.macro({
  exec: (t, profiles: readonly Profile[], versions: readonly string[], benchmarks: string, chosen: string | null) => {
    const found = chooseBenchmarks(profiles, versions);
    t.deepEqual([...found.benchmarks], [...benchmarks.split(' ').filter((id) => id !== ''), 'bulwark']);
    t.is(found.profile, benchmarks);
    t.is(found.chosen, chosen);
  },
  title: (_, profiles, versions) =>
    `${(profiles as readonly string[]).join()} for ${(versions as readonly string[]).join() || 'nobody'}`,
});
const later = 'cis-1.12 is for Kubernetes 1.32 and later';
test(chooses, usualProfiles, ['1.32.9', '1.32.8'], 'cis-1.12 stig', `the hosts have 1.32; ${later}`);
test(chooses, ['cis'], ['v1.36.0'], 'cis-1.12', `the hosts have 1.36; ${later}`);
test(chooses, ['cis'], ['1.31.2'], 'cis-1.24', `the hosts have 1.31; ${later}`);
test(chooses, ['cis'], ['1.31.2', '1.33.1'], 'cis-1.24', `the hosts have 1.31 to 1.33; ${later}`);
test(chooses, ['cis'], [], 'cis-1.12', 'no version of Kubernetes is known; cis-1.12 is the latest');
test(chooses, ['cis'], ['unknown'], 'cis-1.12', 'no version of Kubernetes is known; cis-1.12 is the latest');
test(chooses, ['stig'], ['1.32.9'], 'stig', null);
test(chooses, ['stig', 'cis-1.24'], ['1.36.0'], 'cis-1.24 stig', null);
test(chooses, ['cis', 'cis-1.24'], ['1.36.0'], 'cis-1.24 cis-1.12', `the hosts have 1.36; ${later}`);

test('CIS 1.12 shows its own numbers', (t) => {
  const both = { id: 'CIS-1.2.19', numbers: { 'cis-1.24': '1.2.19', 'cis-1.12': '1.2.17' } };
  t.is(shownId(both, 'cis-1.12'), 'CIS112-1.2.17');
  t.is(shownId(both, 'cis-1.24'), 'CIS-1.2.19');
  t.is(shownId({ id: 'V-242463', numbers: { stig: 'V-242463' } }, 'cis-1.12'), 'V-242463');
});
