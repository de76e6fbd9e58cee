import { readFileSync } from 'node:fs';

/**
 * The most memory that this process had, in bytes, all counted. Not `maxRSS`, which a program takes over from the
 * process that started it.
 */
export function peakMemory(): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error('/proc/self/status does not say how much memory there was');
  return Number(kilobytes) * 1024;
}
