import type { Change, Planned } from '../../domain/module.ts';
import { anyResource, pathResource } from '../../domain/resource.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';
import type { SnapParams } from '../snap.ts';
import type { InstalledSnap, SnapState } from './probe.ts';

/** What snapd has to be told, in order: install or refresh, then hold. Nothing while it works on something else. */
export function planSnap(given: SnapParams, state: SnapState): Planned {
  if (state.missing)
    return given.state === 'absent'
      ? { kind: 'changes', changes: [] }
      : { kind: 'refused', message: 'the host has no snapd', hint: 'install it: apt: {name: snapd}' };
  const refusal = refusalOf(given, state);
  if (refusal !== null) return refusal;
  const changes =
    given.state === 'absent' ? removing(given, state) : [...placing(given, state), ...holding(given, state)];
  if (changes.length === 0 || state.busy === null) return { kind: 'changes', changes };
  return {
    kind: 'refused',
    message: `snapd has a change in progress: ${state.busy}`,
    wanted: 'that snapd is at rest',
    seen: state.busy,
    hint: 'wait for its end: snap watch, then run again',
  };
}

function refusalOf({ name, hold, refresh }: SnapParams, { canHold, update }: SnapState): Planned | null {
  if (hold !== undefined && !canHold)
    return {
      kind: 'refused',
      message: 'this snapd cannot hold a snap',
      wanted: 'snapd 2.58 or newer',
      seen: 'no snap refresh --hold',
      hint: 'snap set system refresh.hold=TIME holds all snaps at once',
    };
  if (refresh && update.kind === 'unknown')
    return {
      kind: 'refused',
      message: `whether there is a newer ${name} is not known`,
      seen: 'the store does not answer',
      hint: 'snap refresh --list',
    };
  return null;
}

const removing = ({ name, purge }: SnapParams, { installed }: SnapState): readonly Change[] =>
  installed === null
    ? []
    : [
        {
          ...change(name, sh`snap remove ${purge ? [sh`--purge`] : []} ${name}`),
          action: 'delete',
          diff: { entries: [{ name: 'version', before: installed.version, after: null }] },
        },
      ];

function placing(given: SnapParams, { installed, update }: SnapState): readonly Change[] {
  const { name, channel, revision, classic } = given;
  const options = [
    ...(channel === undefined ? [] : [sh`--channel=${channel}`]),
    ...(revision === undefined ? [] : [sh`--revision=${revision}`]),
  ];
  if (installed === null)
    return [
      {
        ...change(name, sh`snap install ${[...options, ...(classic ? [sh`--classic`] : [])]} ${name}`),
        action: 'create',
        disrupts: 'none',
        diff: { entries: [{ name: 'channel', before: null, after: channel ?? 'latest/stable' }] },
      },
    ];
  const entries = [
    ...(channel === undefined || isChannel(channel, installed.channel)
      ? []
      : [{ name: 'channel', before: installed.channel === '' ? null : installed.channel, after: channel }]),
    ...(revision === undefined || revision === installed.revision
      ? []
      : [{ name: 'revision', before: installed.revision, after: revision }]),
    ...(given.refresh && update.kind === 'version'
      ? [{ name: 'version', before: installed.version, after: update.version }]
      : []),
  ];
  return entries.length === 0 ? [] : [{ ...change(name, sh`snap refresh ${options} ${name}`), diff: { entries } }];
}

/** `stable` and `latest/stable` are one; `1.34-classic` is its stable. */
const isChannel = (wanted: string, live: string): boolean => whole(wanted) === whole(live);

function whole(channel: string): string {
  const risks = ['stable', 'candidate', 'beta', 'edge'];
  const [first = '', ...rest] = channel.split('/');
  if (risks.includes(first)) return `latest/${channel}`;
  return rest.length === 0 ? `${first}/stable` : channel;
}

function holding({ name, hold }: SnapParams, { installed }: SnapState): readonly Change[] {
  if (hold === undefined) return [];
  if (hold.kind === 'off') {
    return installed?.held === true
      ? [
          {
            ...holdChange(name, sh`snap refresh --unhold ${name}`),
            diff: { entries: [{ name: 'hold', before: heldWords(installed), after: 'none' }] },
          },
        ]
      : [];
  }
  const isLongEnough =
    installed?.held === true && (installed.heldFor === null || installed.heldFor * 2 >= hold.seconds);
  return isLongEnough
    ? []
    : [
        {
          ...holdChange(name, sh`snap refresh ${`--hold=${hold.text}`} ${name}`),
          diff: {
            entries: [
              {
                name: 'hold',
                before: installed?.held === true ? heldWords(installed) : 'none',
                after: `for ${hold.text}`,
              },
            ],
          },
        },
      ];
}

const heldWords = ({ heldFor }: InstalledSnap): string => (heldFor === null ? 'held' : `for ${heldFor}s more`);

/** Nothing of the host moves: snapd only remembers it. */
const holdChange = (name: string, command: ShellCommand): Omit<Change, 'diff'> => ({
  ...change(name, command),
  writes: [pathResource('/var/lib/snapd/state.json')],
  disrupts: 'none',
});

/** Downloads take their time; milliseconds. */
const allowed = 20 * 60_000;

const change = (name: string, command: ShellCommand): Omit<Change, 'diff'> => ({
  action: 'update',
  target: `snap ${name}`,
  writes: [anyResource],
  converges: 'verified',
  disrupts: 'process',
  undoable: false,
  steps: [{ kind: 'exec', command, takes: allowed }],
});
