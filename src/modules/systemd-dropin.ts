import { z } from 'zod';

import type { Change, Module, Planned, Step } from '../domain/module.ts';
import { pathResource, unitResource } from '../domain/resource.ts';
import { Secret } from '../domain/secret.ts';
import type { Value } from '../domain/value.ts';
import { sh } from '../shell/sh.ts';
import { imagined, isPresent, knownFile, type KnownFile } from './file/known-file.ts';
import { planWrite, writeQuestions, type WantedFile } from './file/planned-write.ts';
import { keyValues } from './key-values.ts';
import { parseMode } from './mode.ts';
import { textOrSecret, word } from './params.ts';
import { unitName } from './systemd/unit.ts';

const params = z
  .strictObject({
    unit: word.regex(/^[A-Za-z0-9:_.\\@-]+$/, 'must be the name of one unit'),
    name: word
      .regex(/^[A-Za-z0-9_.@-]+$/, 'must be a file name without its .conf')
      .transform((name) => name.replace(/\.conf$/, '')),
    content: textOrSecret.optional(),
    state: z.enum(['present', 'absent']).default('present'),
  })
  .refine((given) => given.state === 'absent' || given.content !== undefined, {
    path: ['content'],
    message: 'is required',
  })
  .refine(
    (given) => given.content === undefined || /^\s*(?:[#;][^\n]*\n\s*)*\[[A-Z][A-Za-z-]*\]/.test(textOf(given.content)),
    {
      path: ['content'],
      message: 'must begin with a section such as [Service]',
    },
  );
type Params = z.output<typeof params>;

interface DropinState {
  readonly file: KnownFile;
  readonly folder: KnownFile;
  /** systemd's word for the unit: loaded, not-found, masked. */
  readonly load: string;
  /** systemd reads the file: it is among the drop-ins that it has loaded. */
  readonly isKnown: boolean;
  readonly needsReload: boolean;
}

/** A file beside a unit that changes it. snapd writes its units anew at each refresh, and leaves these alone. */
export const systemdDropin: Module<Params, DropinState> = {
  name: 'systemd_dropin',
  summary: 'Changes a systemd unit by a file beside it, which outlasts a snap refresh',
  params,
  examples: [
    '- systemd_dropin:\n    unit: snap.k8s.kubelet\n    name: limits\n    content: |\n      [Service]\n      LimitNOFILE=1048576\n  notify: restart kubelet',
    '- systemd_dropin:\n    unit: snap.k8s.kubelet\n    name: limits\n    state: absent',
  ],
  probe: (given) => ({
    files: writeQuestions(wantedOf(given)),
    command: sh`systemctl show --no-pager -p LoadState,NeedDaemonReload,DropInPaths -- ${unitName(given.unit)}`,
    reads: [pathResource(folderOf(given)), pathResource(pathOf(given)), unitResource(unitName(given.unit))],
    parse: (answers) => {
      const seen = keyValues(answers.output.stdout.toString('utf8'));
      return {
        file: knownFile(answers, pathOf(given), false),
        folder: knownFile(answers, folderOf(given), true),
        load: seen.get('LoadState') ?? 'unknown',
        isKnown: (seen.get('DropInPaths') ?? '').split(' ').includes(pathOf(given)),
        needsReload: seen.get('NeedDaemonReload') === 'yes',
      };
    },
  }),
  plan: planDropin,
  result: (given, { file }) =>
    new Map<string, Value>([
      ['path', pathOf(given)],
      ['unit', unitName(given.unit)],
      ['state', isPresent(file) ? 'present' : 'absent'],
    ]),
};

const folderOf = ({ unit }: Params): string => `/etc/systemd/system/${unitName(unit)}.d`;
const pathOf = (given: Params): string => `${folderOf(given)}/${given.name}.conf`;
const textOf = (content: string | Secret): string => (content instanceof Secret ? content.reveal() : content);

/** 0644, as systemd itself and snapd write: systemctl cat shows it to anybody. What is secret does not belong into a unit. */
const wantedOf = (given: Params): WantedFile => ({
  path: pathOf(given),
  content: given.content === undefined ? '' : withLineFeed(given.content),
  owner: 'root',
  group: 'root',
  mode: parseMode(given.content instanceof Secret ? '0600' : '0644') ?? undefined,
  follow: false,
});

const withLineFeed = (content: string | Secret): string | Secret => {
  if (textOf(content).endsWith('\n')) return content;
  return content instanceof Secret ? new Secret(`${content.reveal()}\n`) : `${content}\n`;
};

function planDropin(given: Params, state: DropinState): Planned {
  if (given.state === 'absent')
    return {
      kind: 'changes',
      changes: isPresent(state.file) ? [removal(given, state.file)] : reloads(given, state, false),
    };
  if (state.load === 'not-found')
    return {
      kind: 'refused',
      message: `there is no unit ${unitName(given.unit)}`,
      wanted: `a unit ${unitName(given.unit)}`,
      seen: 'not found',
      hint: 'systemctl list-unit-files lists them',
      assuming: writing(given, state),
    };
  if (isPresent(state.folder) && state.folder.kind !== 'directory')
    return { kind: 'refused', message: `${folderOf(given)} is no folder`, seen: `a ${state.folder.kind}` };
  const planned = isPresent(state.file) ? planWrite(wantedOf(given), state.file, state.folder) : null;
  if (planned?.kind === 'refused') return planned;
  const changes = planned === null ? writing(given, state) : planned.changes.map((change) => reloaded(given, change));
  return { kind: 'changes', changes: changes.length > 0 ? changes : reloads(given, state, true) };
}

/** The folder where it is missing, and the file. */
function writing(given: Params, { folder }: DropinState): readonly Change[] {
  const planned = planWrite(
    wantedOf(given),
    { kind: 'absent', realPath: pathOf(given) },
    imagined('directory', folderOf(given)),
  );
  if (planned.kind === 'refused') return [];
  const make: readonly Step[] = isPresent(folder)
    ? []
    : [{ kind: 'make-directory', path: folderOf(given), owner: 'root', group: 'root', mode: 0o755 }];
  return planned.changes.map((change) => reloaded(given, { ...change, steps: [...make, ...change.steps] }));
}

const removal = (given: Params, file: Exclude<KnownFile, { kind: 'absent' }>): Change =>
  reloaded(given, {
    action: 'delete',
    target: pathOf(given),
    writes: [],
    diff: { entries: [{ name: 'state', before: 'present', after: 'absent' }] },
    converges: 'verified',
    disrupts: 'none',
    steps: [
      {
        kind: 'remove-file',
        path: pathOf(given),
        expect: { kind: 'attributes', type: file.kind, mode: file.mode, uid: file.uid, gid: file.gid },
      },
    ],
  });

/** systemd reads its units again in the same task; the unit itself is restarted by a handler, if at all. */
const reloaded = (given: Params, change: Change): Change => ({
  ...change,
  writes: [pathResource(pathOf(given)), pathResource(folderOf(given)), unitResource(unitName(given.unit))],
  steps: [...change.steps, { kind: 'daemon-reload' }],
});

/** The file is as wanted, and systemd has not read it. */
function reloads(given: Params, { load, needsReload, isKnown }: DropinState, wanted: boolean): readonly Change[] {
  if (load !== 'loaded' || (isKnown === wanted && !needsReload)) return [];
  return [
    reloaded(given, {
      action: 'update',
      target: unitName(given.unit),
      writes: [],
      diff: { entries: [{ name: 'daemon reload', before: 'needed', after: 'done' }] },
      converges: 'verified',
      disrupts: 'none',
      steps: [],
    }),
  ];
}
