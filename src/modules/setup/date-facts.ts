import type { Float, Mapping, Value } from '../../domain/value.ts';

/** Ansible's `date_time`, of the host's own clock and zone (`CET +0100`); null without a clock. Times are texts. */
export function dateFacts(clock: Float | null, zone: string): Mapping | null {
  if (clock === null) return null;
  const [name = 'UTC', offset = '+0000'] = zone.split(' ');
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d\d)(\d\d)$/.exec(offset) ?? [];
  const shift = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  const instant = Math.floor(clock.value) * 1000;
  const local = new Date(instant + shift).toISOString();
  const [date = '', time = ''] = local.slice(0, 19).split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  const [hour = '', minute = '', second = ''] = time.split(':');
  const epoch = String(instant / 1000);
  return new Map<string, Value>([
    ['date', date],
    ['time', time],
    ['year', year],
    ['month', month],
    ['day', day],
    ['hour', hour],
    ['minute', minute],
    ['second', second],
    ['epoch', epoch],
    ['epoch_int', epoch],
    ['iso8601', `${new Date(instant).toISOString().slice(0, 19)}Z`],
    ['iso8601_basic_short', `${date.replaceAll('-', '')}T${time.replaceAll(':', '')}`],
    ['tz', name],
    ['tz_offset', offset],
    ['weekday', days[new Date(instant + shift).getUTCDay()] ?? ''],
  ]);
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
