import { isList, isMapping } from '../../domain/value.ts';
import { foldedRows } from './row.ts';
import type { Row } from './row.ts';
import { foldEqual } from '../fold.ts';
import { escapeControls } from '../host-text.ts';
import type { HostStory } from '../story.ts';
import { factOf, factText } from './fact.ts';

/** Enabled services that do not run; nothing where all do. */
export function serviceRows(hosts: readonly HostStory[]): readonly Row[] {
  const down = hosts.flatMap((host) => {
    const names = downServices(host);
    return names.length === 0 ? [] : [{ host: host.name, value: names.join(', ') }];
  });
  return foldEqual(down, (names) => names).map(({ value, hosts: names }) => ({
    label: 'services',
    value: `not running on ${names.join(', ')}: ${value}`,
  }));
}

function downServices(host: HostStory): readonly string[] {
  const services = factOf(host, 'services');
  if (!isMapping(services)) return [];
  return [...services]
    .filter(([, state]) => isMapping(state) && state.get('enabled') === true && state.get('active') !== 'active')
    .map(([name]) => escapeControls(String(name)));
}

/** Juju or Cluster API, which also change these machines. */
export function managerRows(hosts: readonly HostStory[]): readonly Row[] {
  const managed = hosts.flatMap((host) => {
    const managers = factOf(host, 'managed_by');
    return managers !== undefined && isList(managers) && managers.length > 0
      ? [{ host: host.name, value: managers.map((name) => factText(name)).join(', ') }]
      : [];
  });
  return foldedRows(
    'managed by',
    foldEqual(managed, (names) => names),
  );
}
