import { readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

/** Something wrong that is planted on a host, and the controls that it breaks by the words of the catalogue. */
export interface Violation {
  readonly name: string;
  readonly on: 'control-plane' | 'node';
  /** A shell script, as root. */
  readonly plant: string;
  readonly breaks: readonly string[];
  /** What nobody can say of the host then; left out: it is not looked at. */
  readonly hides?: readonly string[];
  /** No playbook repairs it, and why. */
  readonly left?: string;
}

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const partShape = z.looseObject({
  arg: z.string().optional(),
  mode: z.string().optional(),
  owner: z.string().optional(),
  sysctl: z.string().optional(),
  at_most: text.optional(),
  at_least: text.optional(),
  more_than: text.optional(),
  equals: text.optional(),
  differs: text.optional(),
  contains: text.optional(),
  lacks: text.optional(),
  set: z.boolean().optional(),
  file: z.boolean().optional(),
  unset: z.union([z.boolean(), z.string()]).optional(),
  one_of: z.array(text).optional(),
  prefix_one_of: z.array(text).optional(),
  subset_of: z.array(text).optional(),
  contains_all: z.array(text).optional(),
  map_lacks: z.object({ key: z.string(), value: z.string() }).optional(),
});
type Part = z.output<typeof partShape>;
const catalogueShape = z.object({
  controls: z.array(
    z.looseObject({
      id: z.string(),
      scope: z.string(),
      check: z
        .union([z.object({ all: z.array(partShape) }).transform(({ all }) => all), partShape.transform((one) => [one])])
        .optional(),
    }),
  ),
});

interface Stated {
  readonly id: string;
  readonly scope: string;
  readonly part: Part;
}

/** Read from the files by hand: what is tested does not say what is expected. */
export const stated: readonly Stated[] = ['cis', 'stig'].flatMap((name) =>
  catalogueShape
    .parse(parse(readFileSync(`playbooks/controls/${name}.yaml`, 'utf8')))
    .controls.flatMap(({ id, scope, check = [] }) => check.map((part) => ({ id, scope, part }))),
);

/** One for each value of a flag that some control calls wrong. */
export function argViolations(): readonly Violation[] {
  const flags = Map.groupBy(
    stated.filter(({ part }) => part.arg !== undefined),
    ({ part }) => part.arg ?? '',
  );
  return [...flags].flatMap(([arg, about]) => {
    const [service = '', flag = ''] = arg.split(' --');
    const wrong = about.flatMap(({ part }) => (part.file === true ? [wrongValue(part), null] : [wrongValue(part)]));
    const values = [...new Set(wrong)].filter((value) => value !== undefined);
    return values.map((value): Violation => {
      const on = service === 'kubelet' || service === 'kube-proxy' ? 'node' : 'control-plane';
      return {
        name: `${service} --${flag} ${value === null ? 'taken out' : `= ${value}`}`,
        on,
        plant: plantFlag(service, flag, value),
        breaks: [...breaksOf(about, value), ...(value === null ? (readThrough.get(arg) ?? []) : [])].toSorted(),
        ...(flag === 'hostname-override' && { left: 'the node would get another name in the cluster' }),
      };
    });
  });
}

/** Controls about what stands in the file that a flag names: without the flag there is none. */
const readThrough: ReadonlyMap<string, readonly string[]> = new Map([
  ['kube-apiserver --audit-policy-file', ['CIS-3.2.2']],
]);

const file = (service: string): string => `/var/snap/k8s/common/args/${service}`;

/** A list flag keeps what it has: `+X` adds, `-X` takes away. */
function plantFlag(service: string, flag: string, value: string | null): string {
  const path = file(service);
  const line = `^--${flag}=`;
  if (value?.startsWith('+') === true)
    return `if grep -q -e '${line}' ${path}; then sed -i 's/${line}"\\(.*\\)"$/--${flag}="\\1,${value.slice(1)}"/' ${path}; else echo '--${flag}="${value.slice(1)}"' >>${path}; fi`;
  if (value !== null && /^-\D/.test(value))
    return `sed -i '/${line}/{s/,${value.slice(1)}//;s/${value.slice(1)},//;s/="${value.slice(1)}"/=""/}' ${path}`;
  const without = `sed -i '/${line}/d' ${path}`;
  return value === null ? without : `${without}; echo '--${flag}="${value}"' >>${path}`;
}

/** What breaks the part; null: the flag is taken out; undefined: nothing that this file could plant. */
function wrongValue(part: Part): string | null | undefined {
  if (part.unset === true) return 'planted';
  if (part.set === true) return null;
  if (part.file === true) return '/dev/null';
  if (part.equals !== undefined)
    return part.equals === 'false'
      ? 'true'
      : part.equals === 'true'
        ? 'false'
        : part.equals === '0'
          ? '10255'
          : `${part.equals}.planted`;
  if (part.differs !== undefined) return part.differs;
  if (part.contains !== undefined) return `-${part.contains}`;
  if (part.contains_all !== undefined) return `-${part.contains_all[0] ?? ''}`;
  if (part.lacks !== undefined) return `+${part.lacks}`;
  if (part.subset_of !== undefined) return '+TLS_RSA_WITH_RC4_128_SHA';
  if (part.one_of !== undefined) return part.one_of[0]?.startsWith('Version') === true ? 'VersionTLS10' : '0.0.0.0';
  if (part.prefix_one_of !== undefined) return '0.0.0.0:10249';
  if (part.map_lacks !== undefined) return `+${part.map_lacks.key}=${part.map_lacks.value}`;
  if (part.at_most !== undefined) return '900s';
  if (part.at_least !== undefined) return part.at_least === '5m' ? '1m' : part.at_least === '0' ? '-1' : '7';
  if (part.more_than !== undefined) return part.more_than.endsWith('s') ? '0s' : '0';
  return undefined;
}

/** Which of the controls about one flag its new value breaks. */
const breaksOf = (about: readonly Stated[], value: string | null): readonly string[] =>
  [...new Set(about.filter(({ part }) => isBroken(part, value)).map(({ id }) => id))].toSorted();

function isBroken(part: Part, value: string | null): boolean {
  if (value === null) return part.unset !== true && part.unset !== 'passes';
  if (part.unset === true) return true;
  if (part.set === true) return false;
  if (value.startsWith('+')) {
    const item = value.slice(1);
    const [key, said] = item.split('=');
    return (
      part.lacks === item ||
      (part.subset_of !== undefined && !part.subset_of.includes(item)) ||
      (part.map_lacks !== undefined && part.map_lacks.key === key && part.map_lacks.value === said)
    );
  }
  if (/^-\D/.test(value))
    return part.contains === value.slice(1) || part.contains_all?.includes(value.slice(1)) === true;
  const wrong = wrongValue(part);
  if (part.equals !== undefined) return part.equals !== value;
  if (part.differs !== undefined) return part.differs === value;
  if (part.at_least !== undefined || part.more_than !== undefined || part.at_most !== undefined)
    return wrong === value || /^0s?$/.test(value) || (part.at_least === '5m' && value === '1m');
  return wrong === value;
}

/** One for each path of a file check: a bit too many, another owner. */
export function fileViolations(): readonly Violation[] {
  const plain = (path: string): string =>
    path
      .replace(/\/\*\*\/$/, '')
      .replace('/**/*', '/planted')
      .replace(/\*\*$/, 'planted')
      .replace(/\*$/, 'planted');
  const seen = new Map<string, Violation>();
  for (const { part } of stated) {
    const path = part.mode ?? part.owner;
    if (path === undefined) continue;
    const kind = part.mode === undefined ? 'owner' : 'mode';
    const target = plain(path);
    const isFolder = path.endsWith('/') || /\/(?:args|conf\.d|lib\/etcd|data)$/.test(target);
    const key = `${kind} ${target}`;
    if (seen.has(key)) continue;
    const make = target.includes('planted') ? `install -D -m 600 /dev/null ${target}; ` : '';
    const broken = stated.filter((one) => covers(one.part, kind, target, isFolder));
    const breaks = broken.map(({ id }) => id);
    seen.set(key, {
      name: key,
      on: broken.some(({ scope }) => scope === 'control-plane') ? 'control-plane' : 'node',
      plant: `${make}${kind === 'mode' ? `chmod o+w ${target}` : `chown nobody ${target}`}`,
      breaks: [...new Set(breaks)].toSorted(),
    });
  }
  return [...seen.values()];
}

function covers(part: Part, kind: 'mode' | 'owner', target: string, isFolder: boolean): boolean {
  const pattern = kind === 'mode' ? part.mode : part.owner;
  if (pattern === undefined) return false;
  if (pattern === target) return true;
  if (!/[*]/.test(pattern)) return false;
  if (kind === 'mode' && pattern.endsWith('/') !== isFolder) return false;
  const bare = pattern.replace(/\/$/, '');
  return (
    matchesGlob(target, bare) ||
    (bare.endsWith('/**') && (target === bare.slice(0, -3) || target.startsWith(bare.slice(0, -2))))
  );
}

/** A value that is live alone, and one that the next boot would set. */
export function sysctlViolations(): readonly Violation[] {
  const keys = Map.groupBy(
    stated.filter(({ part }) => part.sysctl !== undefined),
    ({ part }) => part.sysctl ?? '',
  );
  return [...keys].flatMap(([key, about]): readonly Violation[] => {
    const breaks = about.map(({ id }) => id).toSorted();
    return [
      { name: `${key} live`, on: 'node', plant: `echo 5 >/proc/sys/${key.replaceAll('.', '/')}`, breaks },
      {
        name: `${key} at the next boot`,
        on: 'node',
        plant: `echo '${key} = 5' >/etc/sysctl.d/zz-planted.conf`,
        breaks,
        left: 'a file that sorts later is somebody else’s: the run stops there, and names its line',
      },
      {
        name: `${key} taken out of what the next boot reads`,
        on: 'node',
        plant: `sed -i '/^${key} *=/d' /etc/sysctl.d/99-kubelet.conf`,
        breaks,
      },
    ];
  });
}

/** What tasks judge. */
export const taskViolations: readonly Violation[] = [
  {
    name: 'a policy that logs bodies of Secrets',
    on: 'control-plane',
    plant: `printf 'apiVersion: audit.k8s.io/v1\\nkind: Policy\\nrules:\\n  - level: Request\\n' >/var/snap/k8s/common/etc/audit-policy.yaml`,
    // The file is another one than the playbook's, too.
    breaks: ['CIS-3.2.1', 'CIS-3.2.2'],
  },
  {
    name: 'an admission configuration without Pod Security',
    on: 'control-plane',
    plant: `sed -i '/name: PodSecurity/,$d' /var/snap/k8s/common/etc/admission-control-config-file.yaml`,
    breaks: ['V-254800'],
  },
  {
    name: 'a datastore that trusts the CA of the cluster',
    on: 'control-plane',
    plant: 'cp /etc/kubernetes/pki/ca.crt /etc/kubernetes/pki/etcd/ca.crt',
    breaks: ['CIS-2.7'],
    left: 'a new CA is for a person: every certificate of etcd hangs on it',
  },
  {
    name: 'an old kubectl',
    on: 'node',
    plant: `printf '#!/bin/sh\\necho "{\\"clientVersion\\": {\\"gitVersion\\": \\"v1.11.3\\"}}"\\n' >/usr/local/bin/kubectl; chmod 755 /usr/local/bin/kubectl`,
    breaks: ['V-242396'],
    left: 'whose program it is, a person has to say',
  },
];

const configFile = '/root/planted-config.yaml';
const kubeletConfig =
  'apiVersion: kubelet.config.k8s.io/v1beta1\\nkind: KubeletConfiguration\\nfeatureGates: {AllBeta: false}\\nrotateCertificates: false\\n';

/** A file with settings that speaks in the place of flags: what it says nobody read. */
const overridden = (
  service: string,
  flag: string,
  more: Pick<Violation, 'on' | 'breaks' | 'hides' | 'left'>,
  text = '# planted\\n',
): Violation => ({
  name: `${service} reads its settings from --${flag}`,
  plant: `printf '${text}' >${configFile}; ${plantFlag(service, flag, configFile)}`,
  ...more,
});

const idsAbout = (service: string): readonly string[] => [
  ...new Set(stated.flatMap(({ id, part }) => (part.arg?.startsWith(`${service} --`) === true ? [id] : []))),
];

export const overrideViolations: readonly Violation[] = [
  overridden('etcd', 'config-file', { on: 'control-plane', breaks: [], hides: idsAbout('etcd') }),
  overridden('kube-scheduler', 'config', { on: 'control-plane', breaks: [], hides: ['CIS-1.4.1'] }),
  overridden('kube-proxy', 'config', {
    on: 'node',
    breaks: ['V-242447', 'V-242448'],
    hides: ['CIS112-4.3.1'],
    left: 'whose settings they are, a person has to say',
  }),
  overridden(
    'kubelet',
    'config',
    {
      on: 'node',
      breaks: ['V-242397', 'V-242406', 'V-242407', 'V-242456', 'V-242457'],
      hides: ['CIS-4.2.11', 'CIS-4.2.12', 'CIS-4.2.7', 'CIS-4.2.9', 'V-254801'],
    },
    kubeletConfig,
  ),
];
