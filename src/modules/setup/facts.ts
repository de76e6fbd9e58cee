import { BadAnswer } from '../../domain/module.ts';
import type { CommandOutput } from '../../domain/session.ts';
import { Float, type Mapping, type Value } from '../../domain/value.ts';
import { clusterFacts } from './cluster-facts.ts';
import { dateFacts } from './date-facts.ts';
import { familyOf } from './families.ts';
import { loginFacts, sysctlFacts, userFacts } from './lists.ts';
import { mountFacts } from './mount-facts.ts';
import { networkFacts } from './network-facts.ts';
import { keyValues } from '../key-values.ts';
import type { Subset } from './command.ts';

type Entries = readonly (readonly [string, Value])[];

/**
 * The facts of a host, under Ansible's names where it has one (`memtotal_mb`, `distribution`, …). Sizes in bytes, the
 * clock in seconds since the epoch. What the host does not have is null. Throws BadAnswer without an answer.
 */
export function readFacts(output: CommandOutput, gather: readonly Subset[]): Mapping {
  const text = output.stdout.toString();
  const seen = keyValues(text);
  if (gather.includes('os') && !seen.has('uid'))
    throw new BadAnswer('the host told nothing of itself', output.stderr.toString().split('\n').slice(0, 3));
  const services = servicesOf(text);
  const parts: Readonly<Record<Subset, () => Entries>> = {
    os: () => osFacts(seen),
    hw: () => [...hardwareFacts(seen), ['mounts', mountFacts(text, seen)]],
    net: () => networkFacts(text, seen),
    snap: () => [['snap', snapFacts(text, seen)]],
    k8s: () => k8sFacts(text, seen, services),
    cluster: () => [['cluster', clusterFacts(seen)]],
    sysctl: () => [['sysctl', sysctlFacts(text)]],
    users: () => [['users', userFacts(text)]],
  };
  return new Map(gather.flatMap((subset) => parts[subset]()));
}

function osFacts(seen: ReadonlyMap<string, string>): Entries {
  const of = (name: string): string | null => seen.get(name) ?? null;
  const os = (name: string): string | null => unquoted(seen.get(`os.${name}`));
  const nodename = nameOf(seen.get('hostname'));
  const fqdn = nameOf(seen.get('fqdn'));
  return [
    ['hostname', nodename?.split('.')[0] ?? null],
    ['nodename', nodename],
    [
      'os',
      new Map([
        ['pretty_name', os('PRETTY_NAME')],
        ['id', os('ID')],
        ['version_id', os('VERSION_ID')],
      ]),
    ],
    ['distribution', os('NAME')?.split(' ')[0] ?? null],
    ['distribution_version', distributionVersion(os('ID'), os('VERSION_ID'), of('debian_version'))],
    ['distribution_major_version', os('VERSION_ID')?.split('.')[0] ?? null],
    ['os_family', familyOf(os('ID'), os('ID_LIKE'))],
    ['system', 'Linux'],
    ['kernel_version', of('kernel_version')],
    ['fqdn', fqdn ?? nodename],
    ['domain', (fqdn ?? '').split('.').slice(1).join('.')],
    ['service_mgr', of('init')],
    ['pkg_mgr', of('pkg_mgr')],
    ['uptime_seconds', number(seen.get('uptime'))],
    ['date_time', dateFacts(clock(seen.get('clock')), seen.get('zone') ?? '')],
    ...loginFacts(number(seen.get('uid')), seen.get('user') ?? ''),
    ['distribution_release', os('VERSION_CODENAME')],
    ['kernel', of('kernel')],
    ['architecture', of('architecture')],
    ['machine_id', of('machine_id')],
    ['clock', clock(seen.get('clock'))],
    ['uid', number(seen.get('uid'))],
  ];
}

/**
 * A host names itself, and playbooks make paths of this machine of it (`fetch`, `copy`): what would lead out of a
 * folder is no name, as little as nothing at all.
 */
const nameOf = (said = ''): string | null => (/^(?!.*\.\.)[^/\p{Cc}]+$/u.test(said) && said !== '.' ? said : null);

function hardwareFacts(seen: ReadonlyMap<string, string>): Entries {
  const kilobytes = number(seen.get('memory_kb'));
  const cpus = number(seen.get('cpus'));
  return [
    ['cpus', cpus],
    ['processor_vcpus', cpus],
    ['processor_nproc', cpus],
    ['memfree_mb', megabytes(seen.get('free_kb'))],
    ['swaptotal_mb', megabytes(seen.get('swap_kb'))],
    ['swapfree_mb', megabytes(seen.get('swap_free_kb'))],
    ['memory_bytes', kilobytes === null ? null : kilobytes * 1024],
    ['memtotal_mb', kilobytes === null ? null : Math.floor(kilobytes / 1024)],
  ];
}

const megabytes = (text: string | undefined): number | null => {
  const kilobytes = number(text);
  return kilobytes === null ? null : Math.floor(kilobytes / 1024);
};

/** Debian's os-release knows no point releases; Ansible reads them where Debian keeps them. */
const distributionVersion = (id: string | null, version: string | null, debian: string | null): string | null =>
  id === 'debian' && debian !== null && /^[0-9]/.test(debian) ? debian : version;

/** `snap list` gives version, revision, channel and notes; the mounted snap the first two where snapd is silent. */
function snapFacts(text: string, seen: ReadonlyMap<string, string>): Mapping {
  const [version, revision, channel, notes] = (seen.get('snap.list') ?? '').split(/\s+/);
  const changes = [...text.matchAll(/^snap\.change=(.*)$/gm)].map(([, change = '']) => change);
  const installed = seen.has('snap.revision') || seen.has('snap.list');
  return new Map<string, Value>([
    ['installed', installed],
    ['version', version || unquoted(seen.get('snap.version'))],
    ['revision', revision || (seen.get('snap.revision') ?? null)],
    ['channel', channel || null],
    ['held', notes === undefined ? null : notes.split(',').includes('held')],
    ['changes', changes],
    ['refreshing', changes.length > 0],
  ]);
}

function k8sFacts(text: string, seen: ReadonlyMap<string, string>, services: ReadonlyMap<string, Mapping>): Entries {
  const mode = seen.get('kubelet_unit_mode');
  const managers = [...text.matchAll(/^managed_by=(.*)$/gm)].map(([, manager = '']) => manager);
  return [
    ['role', seen.get('role') ?? (services.get('kube-apiserver')?.get('enabled') === true ? 'control_plane' : 'none')],
    ['kubelet_unit_mode', mode === undefined ? null : mode.padStart(4, '0')],
    ['services', services],
    ['managed_by', managers],
  ];
}

/** Units of the snap that exist, by component. */
function servicesOf(text: string): ReadonlyMap<string, Mapping> {
  const units = text.split(/^(?=\s*$)/m).map(keyValues);
  return new Map(
    units
      .filter((unit) => unit.has('Id') && unit.get('LoadState') !== 'not-found')
      .map((unit) => [componentOf(unit.get('Id') ?? ''), service(unit)]),
  );
}

const componentOf = (id: string): string => id.replace(/^snap\.k8s\./, '').replace(/\.service$/, '');

const service = (unit: ReadonlyMap<string, string>): Mapping =>
  new Map<string, Value>([
    ['active', unit.get('ActiveState') ?? null],
    ['sub', unit.get('SubState') ?? null],
    ['enabled', unit.get('UnitFileState') === 'enabled'],
    ['pid', number(unit.get('MainPID'))],
    ['restarts', number(unit.get('NRestarts'))],
  ]);

/** Values of os-release(5) may stand in shell quotes. */
function unquoted(value: string | undefined): string | null {
  if (value === undefined) return null;
  const match = /^(["'])(.*)\1$/.exec(value);
  return (match?.[2] ?? value).replaceAll(/\\(["$`\\])/g, '$1');
}

const number = (text: string | undefined): number | null =>
  text === undefined || !/^[0-9]+$/.test(text) ? null : Number(text);

/** busybox prints `%N` as it is: the fraction is dropped then. */
function clock(text: string | undefined): Float | null {
  const seconds = Number.parseFloat(text ?? '');
  return Number.isNaN(seconds) ? null : new Float(seconds);
}
