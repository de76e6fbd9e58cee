import type { Change, Planned, Step } from '../../domain/module.ts';
import { anyResource, pathResource, unitResource, type Resource } from '../../domain/resource.ts';
import type { SystemdParams } from '../systemd.ts';
import { unitName, type UnitState } from './unit.ts';

/** The changes of one unit, in the order in which they are possible: reload, unmask, enable, reset, run, mask. */
export function planUnit(given: SystemdParams, unit: UnitState): Planned {
  if (given.name === undefined) return { kind: 'changes', changes: reloading(given, unit) };
  const name = unitName(given.name);
  const refusal = refusalOf(name, given, unit);
  if (refusal !== null) return refusal;
  const parts = [
    reloading(given, unit),
    unmasking(name, given, unit),
    enabling(name, given, unit),
    resetting(name, given, unit),
    running(name, given, unit),
    masking(name, given, unit),
  ];
  const warnings = fixedWarning(name, given, unit);
  return { kind: 'changes', changes: parts.flat(), ...(warnings.length === 0 ? {} : { warnings }) };
}

function refusalOf(name: string, given: SystemdParams, unit: UnitState): Planned | null {
  const load = unit.get('LoadState');
  if (load === 'not-found' && given.state === 'stopped' && given.enabled === undefined && given.masked === undefined)
    return null;
  if (load === 'not-found' && !given.daemon_reload && given.masked !== true) return notFound(name);
  if ((load === 'error' || load === 'bad-setting') && given.state !== 'stopped') {
    return {
      kind: 'refused',
      message: `systemd cannot read the unit file of ${name}`,
      seen: `LoadState=${load}`,
      hint: `systemd-analyze verify ${name}`,
    };
  }
  const wantsLife = given.state !== undefined && given.state !== 'stopped';
  if (isMasked(unit) && given.masked !== false && (wantsLife || given.enabled === true)) {
    return {
      kind: 'refused',
      message: `${name} is masked`,
      wanted: given.state ?? 'enabled',
      seen: 'masked',
      hint: 'masked: false unmasks it',
    };
  }
  if (given.state === 'reloaded' && isActive(unit) && unit.get('CanReload') === 'no') {
    return { kind: 'refused', message: `${name} cannot reload`, hint: 'Use state: restarted' };
  }
  return null;
}

function notFound(name: string): Planned {
  const service = /^snap\.([^.]+)\./.exec(name)?.[1];
  const hint =
    service === undefined
      ? `systemctl list-unit-files '${name.slice(0, 4)}*' shows names that begin alike`
      : `snap services ${service} shows its services`;
  return { kind: 'refused', message: `there is no unit ${name}`, wanted: `a unit ${name}`, seen: 'not found', hint };
}

function reloading(given: SystemdParams, unit: UnitState): readonly Change[] {
  if (!given.daemon_reload || unit.get('NeedDaemonReload') !== 'yes') return [];
  return [change('systemd', 'daemon reload', 'needed', 'done', [unitResource('*')], [{ kind: 'daemon-reload' }])];
}

function unmasking(name: string, given: SystemdParams, unit: UnitState): readonly Change[] {
  return given.masked === false && isMasked(unit)
    ? [fileChange(name, 'masked', 'yes', 'no', { kind: 'unit', verb: 'unmask', unit: name })]
    : [];
}

function masking(name: string, given: SystemdParams, unit: UnitState): readonly Change[] {
  return given.masked === true && !isMasked(unit)
    ? [fileChange(name, 'masked', 'no', 'yes', { kind: 'unit', verb: 'mask', unit: name })]
    : [];
}

function enabling(name: string, given: SystemdParams, unit: UnitState): readonly Change[] {
  const before = unit.get('UnitFileState') ?? '';
  if (given.enabled === undefined || isFixed(unit) || isMasked(unit)) return [];
  if (given.enabled === (before === 'enabled')) return [];
  const verb = given.enabled ? 'enable' : 'disable';
  return [fileChange(name, 'enabled', before === '' ? null : before, `${verb}d`, { kind: 'unit', verb, unit: name })];
}

function resetting(name: string, given: SystemdParams, unit: UnitState): readonly Change[] {
  if (!given.reset_failed || unit.get('ActiveState') !== 'failed') return [];
  return [
    change(
      name,
      'state',
      'failed',
      'inactive',
      [unitResource(name)],
      [{ kind: 'unit', verb: 'reset-failed', unit: name }],
    ),
  ];
}

function running(name: string, given: SystemdParams, unit: UnitState): readonly Change[] {
  const live = unit.get('ActiveState') ?? 'unknown';
  const restart: Step = {
    kind: 'restart-unit',
    unit: name,
    waitActive: given.wait_active,
    stableFor: given.stable_for,
  };
  const verb = (word: 'start' | 'stop' | 'reload'): Step => ({ kind: 'unit', verb: word, unit: name });
  switch (given.state) {
    case undefined:
      return [];
    case 'started':
      return isActive(unit)
        ? []
        : [
            {
              ...processChange(name, live, 'active', given.stable_for > 0 ? restart : verb('start')),
              converges: endsByItself(unit) ? 'once' : 'verified',
            },
          ];
    case 'stopped':
      return ['inactive', 'failed'].includes(live) ? [] : [processChange(name, live, 'inactive', verb('stop'))];
    case 'restarted':
      return [{ ...processChange(name, live, 'restarted', restart), converges: 'once' }];
    case 'reloaded':
      return [
        {
          ...processChange(name, live, 'reloaded', isActive(unit) ? verb('reload') : verb('start')),
          converges: 'once',
        },
      ];
  }
}

const isActive = (unit: UnitState): boolean =>
  ['active', 'activating', 'reloading'].includes(unit.get('ActiveState') ?? '');
const isMasked = (unit: UnitState): boolean =>
  unit.get('LoadState') === 'masked' || (unit.get('UnitFileState') ?? '').startsWith('masked');

/** Without an [Install] section enabling means nothing. */
const isFixed = (unit: UnitState): boolean =>
  ['static', 'indirect', 'generated', 'transient', 'alias', 'linked'].includes(unit.get('UnitFileState') ?? '');

/** A oneshot goes back to inactive when it has done its work. */
const endsByItself = (unit: UnitState): boolean =>
  unit.get('Type') === 'oneshot' && unit.get('RemainAfterExit') !== 'yes';

function fixedWarning(name: string, given: SystemdParams, unit: UnitState): readonly string[] {
  return given.enabled === undefined || !isFixed(unit)
    ? []
    : [`${name} is ${unit.get('UnitFileState') ?? ''}: it can be neither enabled nor disabled`];
}

/** Enabling and masking write links under /etc/systemd/system. */
const fileChange = (unit: string, name: string, before: string | null, after: string, step: Step): Change =>
  change(unit, name, before, after, [unitResource(unit), pathResource('/etc/systemd/system')], [step]);

/** What a process does when it starts or stops nobody knows: everything is asked again. */
const processChange = (unit: string, before: string, after: string, step: Step): Change => ({
  ...change(unit, 'state', before, after, [anyResource], [step]),
  action: 'run',
  disrupts: 'process',
});

const change = (
  target: string,
  name: string,
  before: string | null,
  after: string,
  writes: readonly Resource[],
  steps: readonly Step[],
): Change => ({
  action: 'update',
  target,
  writes,
  diff: { entries: [{ name, before, after }] },
  converges: 'verified',
  disrupts: 'none',
  steps,
});
