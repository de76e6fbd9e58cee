import type { CommonOptions, Disruption } from '../app/invocation.ts';
import { parsed, refused } from '../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import type { Format } from '../render/choose.ts';
import { parseDuration } from './parse-duration.ts';
import { allTexts, hasFlag, lastText } from './raw-options.ts';
import type { RawOptions } from './raw-options.ts';
import { passwordConflicts, readSecretOptions } from './secret-options.ts';
import { usageError } from './usage-error.ts';

/** Milliseconds that a command of `exec` may take on a host. */
const COMMAND_TIMEOUT = 300_000;
/** Milliseconds. */
const WEEK = 7 * 86_400_000;
/** More hosts at once than one process drives (docs: 1,000 on one core). */
const MAX_FORKS = 1000;

/** Typed options that every command has. Errors, all at once: `option-value`, `option-conflict`. */
export function readCommon(raw: RawOptions): Parsed<CommonOptions> {
  const forks = readForks(lastText(raw, 'forks'));
  const connectTimeout = readTime('connect-timeout', raw, null);
  const format = readChoice('format', lastText(raw, 'format'), formats);
  const report = readChoice('report', lastText(raw, 'report'), reports);
  return combine([...failuresOf(forks, connectTimeout, format, report), ...conflicts(raw)], () => ({
    inventory: raw.values.has('inventory') ? allTexts(raw, 'inventory') : null,
    limit: lastText(raw, 'limit'),
    extraVars: allTexts(raw, 'extra-vars'),
    forks: valueOf(forks, null),
    user: lastText(raw, 'user'),
    become: hasFlag(raw, 'become'),
    secrets: readSecretOptions(raw),
    privateKey: lastText(raw, 'private-key'),
    acceptNew: hasFlag(raw, 'accept-new'),
    knownHosts: lastText(raw, 'known-hosts'),
    connectTimeout: valueOf(connectTimeout, null),
    sshConfig: lastText(raw, 'ssh-config'),
    format: valueOf(format, null),
    verbosity: raw.flags.get('verbose') ?? 0,
    quiet: hasFlag(raw, 'quiet'),
    report: valueOf(report, null) ?? 'problems',
    metricsFile: lastText(raw, 'metrics-file'),
    diff: hasFlag(raw, 'diff'),
  }));
}

const formats: readonly Format[] = ['tty', 'plain', 'jsonl'];
const reports = ['problems', 'changes'] as const;
const disruptions: readonly Disruption[] = ['none', 'process', 'node'];

export const readDisrupt = (raw: RawOptions): Parsed<Disruption | null> =>
  readChoice('disrupt', lastText(raw, 'disrupt'), disruptions);
export const readBy = (raw: RawOptions): Parsed<'host' | null> =>
  readChoice('by', lastText(raw, 'by'), ['host'] as const);
export const readAssessBy = (raw: RawOptions): Parsed<'area' | 'host' | null> =>
  readChoice('by', lastText(raw, 'by'), ['area', 'host'] as const);
/** Milliseconds that a command may take on a host. */
export const readTimeout = (raw: RawOptions): Parsed<number> => readTime('timeout', raw, COMMAND_TIMEOUT);
/** Milliseconds; not to wait is the default. */
export const readLockTimeout = (raw: RawOptions): Parsed<number> => readTime('lock-timeout', raw, 0);
/** Milliseconds. */
export const readRefreshTimeout = (raw: RawOptions): Parsed<number> => readTime('refresh-timeout', raw, 5 * 60_000);

/** What a command reads that has the common options and nothing else to check. */
export function readWith<T>(raw: RawOptions, more: T): Parsed<CommonOptions & T> {
  const common = readCommon(raw);
  return common.ok ? { ...common, value: { ...common.value, ...more } } : common;
}

/** Milliseconds that a summary goes back. */
export const readSince = (raw: RawOptions): Parsed<number> => readTime('since', raw, WEEK);

/** The value of `make` when nothing failed, else all failures at once. */
export function combine<T>(failures: readonly Diagnostic[], make: () => T): Parsed<T> {
  const [first, ...others] = failures;
  return first === undefined ? parsed(make()) : refused(first, ...others);
}

export const failuresOf = (...parts: readonly Parsed<unknown>[]): readonly Diagnostic[] =>
  parts.flatMap((part) => (part.ok ? [] : part.diagnostics));
export const valueOf = <T>(part: Parsed<T>, otherwise: T): T => (part.ok ? part.value : otherwise);

function readForks(text: string | null): Parsed<number | null> {
  if (text === null) return parsed(null);
  const forks = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  return forks >= 1 && forks <= MAX_FORKS
    ? parsed(forks)
    : refused(usageError('option-value', `--forks ${text} is not a number from 1 to ${MAX_FORKS}`));
}

function readTime<T extends number | null>(name: string, raw: RawOptions, otherwise: T): Parsed<number | T> {
  const text = lastText(raw, name);
  if (text === null) return parsed(otherwise);
  const time = parseDuration(text);
  return time === null
    ? refused(usageError('option-value', `--${name} ${text} is not a time`, 'for example 30s, 10m, 2h or 7d'))
    : parsed(time);
}

export function readChoice<T extends string>(
  name: string,
  text: string | null,
  choices: readonly T[],
): Parsed<T | null> {
  if (text === null) return parsed(null);
  const found = choices.find((choice) => choice === text);
  return found === undefined
    ? refused(usageError('option-value', `--${name} ${text} is not one of ${choices.join(', ')}`))
    : parsed(found);
}

function conflicts(raw: RawOptions): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  if (hasFlag(raw, 'quiet') && hasFlag(raw, 'verbose'))
    found.push(usageError('option-conflict', '-q and -v contradict each other'));
  return [...found, ...passwordConflicts(raw)];
}
