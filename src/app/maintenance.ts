import type { Diagnostic } from '../domain/diagnostic.ts';
import type { RunEventBody } from '../domain/event.ts';
import { isInside, shortWeekdays } from '../domain/week.ts';
import type { Inventory } from '../domain/inventory.ts';
import { selectHosts } from '../playbook/host-patterns.ts';
import type { MaintenanceEntry, MaintenanceTime } from './maintenance-config.ts';

/** Why an outage of a host is expected now, and until when, in words. */
export interface Announced {
  readonly why: string;
  readonly until: string;
}

export interface InMaintenance {
  readonly announced: ReadonlyMap<string, Announced>;
  readonly warnings: readonly Diagnostic[];
}

/** Hosts that are in maintenance at a time (milliseconds since the epoch); the first entry that holds counts. */
export function hostsInMaintenance(
  entries: readonly MaintenanceEntry[],
  inventory: Inventory,
  now: number,
): InMaintenance {
  const announced = new Map<string, Announced>();
  const warnings: Diagnostic[] = [];
  for (const { hosts, when, why } of entries) {
    if (when.kind === 'once' && when.until <= now) continue;
    const selected = selectHosts(hosts.value, inventory, {
      subject: '`maintenance`:',
      locate: (offset, length) => hosts.locate(offset, length),
    });
    // A machine that was taken out of the inventory does not end the runs of all others.
    if (!selected.ok) warnings.push(...selected.diagnostics.map(asWarning));
    const until = untilWhen(when, now);
    for (const host of selected.ok && until !== null ? selected.value : [])
      if (until !== null && !announced.has(host)) announced.set(host, { why, until });
  }
  return { announced, warnings };
}

const asWarning = (told: Diagnostic): Diagnostic => ({ ...told, severity: 'warning' });

/** Tells which hosts of the run are in maintenance, after its `run-started`. */
export function tellingMaintenance(
  emit: (event: RunEventBody) => void,
  { announced, warnings }: InMaintenance,
): (event: RunEventBody) => void {
  for (const warning of warnings) emit({ type: 'diagnostic', ...warning });
  return (event) => {
    emit(event);
    if (event.type !== 'run-started') return;
    for (const { name } of event.hosts) {
      const told = announced.get(name);
      if (told !== undefined) emit({ type: 'host-in-maintenance', host: name, ...told });
    }
  };
}

/** null: not now. */
function untilWhen(when: MaintenanceTime, now: number): string | null {
  if (when.kind === 'once')
    return when.from <= now && now < when.until
      ? `${new Date(when.until).toISOString().slice(0, 16).replace('T', ' ')} UTC`
      : null;
  const { day, minute } = localTime(now, when.zone);
  const isAfterMidnight = when.until < when.from && minute < when.until;
  const begunOn = isAfterMidnight ? (day + 6) % 7 : day;
  return isInside(when, minute) && when.days.includes(begunOn)
    ? `${twoDigits(Math.floor(when.until / 60))}:${twoDigits(when.until % 60)} ${when.zone}`
    : null;
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');

function localTime(at: number, timeZone: string): { readonly day: number; readonly minute: number } {
  const text = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
  const [, day = '', hour = '0', minute = '0'] = /^(\w{3})\D*(\d\d):(\d\d)/.exec(text) ?? [];
  return { day: shortWeekdays.indexOf(day), minute: Number(hour) * 60 + Number(minute) };
}
