import { z } from 'zod';

import type { Module } from '../domain/module.ts';
import type { Value } from '../domain/value.ts';
import { claimsOf } from './sysctl/claims.ts';
import type { Setting } from './sysctl/edit-file.ts';
import { keyPath } from './sysctl/key.ts';
import { planSysctl, type SysctlTask } from './sysctl/plan.ts';
import { probeSysctl, type SysctlState } from './sysctl/probe.ts';
import { absolutePath, flag } from './params.ts';

const isKey = (name: string): boolean =>
  /^[A-Za-z0-9_][A-Za-z0-9_./:@-]*$/.test(name) && !`/${keyPath(name)}/`.includes('/../') && !name.includes('//');

const key = z.string().refine(isKey, 'must be the name of a sysctl such as vm.panic_on_oom');

/** 0 is a value; true and false are 1 and 0, as in Ansible. */
const setting = z
  .union([z.boolean(), z.number().int(), z.bigint(), z.string()], { error: 'must be a whole number or text' })
  .transform((value) => (typeof value === 'boolean' ? String(Number(value)) : String(value).trim()))
  .refine((text) => text !== '' && /^[^\n\0]*$/.test(text), 'must be one line that is not empty');

/** An entry may carry the controls that it meets. */
const entry = z.union(
  [
    setting.transform((value) => ({ value, controls: [] })),
    z.strictObject({ value: setting, controls: z.array(z.string().min(1)).default([]) }),
  ],
  { error: 'must be a whole number, text, or {value, controls}' },
);

const written = z.strictObject({
  name: key.optional(),
  value: setting.optional(),
  values: z.record(key, entry).optional(),
  state: z.enum(['present', 'absent']).default('present'),
  sysctl_file: absolutePath
    .refine((path) => path.endsWith('.conf'), 'must end in .conf, or it is not read at boot')
    .default('/etc/sysctl.d/99-bulwark.conf'),
  sysctl_set: flag.default(false),
  reload: flag.default(true),
});

const params = written.transform((given, context): SysctlTask => {
  const problem = problemOf(given);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  return { file: given.sysctl_file, settings: settingsOf(given), setLive: given.reload || given.sysctl_set };
});

/** Sets kernel parameters now and for the next boot, and refuses what another file would undo at that boot. */
export const sysctl: Module<SysctlTask, SysctlState> = {
  name: 'sysctl',
  summary: 'Sets kernel parameters: live, and what the next boot will set',
  params,
  examples: [
    '- sysctl:\n    name: vm.panic_on_oom\n    value: 0',
    `- sysctl:
    sysctl_file: /etc/sysctl.d/99-kubelet.conf
    values:
      vm.overcommit_memory: 1
      vm.panic_on_oom: 0
      kernel.panic: {value: 10, controls: [CIS-4.2.6]}
      kernel.panic_on_oops: 1
      kernel.keys.root_maxkeys: 1000000
      kernel.keys.root_maxbytes: 25000000`,
  ],
  probe: ({ file, settings }) =>
    probeSysctl(
      file,
      settings.map(({ name }) => name),
    ),
  plan: planSysctl,
  claims: claimsOf,
  result: ({ file, settings }, { live }) =>
    new Map<string, Value>([
      ['sysctl_file', file],
      ['live', new Map(settings.map(({ name }) => [name, live.get(keyPath(name)) ?? null]))],
    ]),
};

type Written = z.output<typeof written>;

function settingsOf({ name, value, values, state }: Written): readonly Setting[] {
  const given =
    values === undefined
      ? [{ name: name ?? '', value: value ?? null, controls: [] }]
      : Object.entries(values).map(([at, one]) => ({ name: at, ...one }));
  return state === 'absent' ? given.map((one) => ({ ...one, value: null })) : given;
}

function problemOf({ name, value, values, state }: Written): string | null {
  if ((name === undefined) === (values === undefined)) return 'needs name or values, and not both';
  if (values !== undefined && (value !== undefined || Object.keys(values).length === 0))
    return 'values stands alone and must not be empty';
  if (name !== undefined && value === undefined && state === 'present') return 'needs value (0 is one)';
  const paths = Object.keys(values ?? {}).map(keyPath);
  return new Set(paths).size < paths.length ? 'values names one sysctl twice' : null;
}
