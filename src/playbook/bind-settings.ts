import { becomeMethodOf, becomeMethods } from '../domain/connection.ts';
import type { BecomeMethod, Identity } from '../domain/connection.ts';
import type { GateSpec } from '../domain/gate.ts';
import type { TaskSettings } from '../domain/run-plan.ts';
import { Float, isList, isMapping } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import type { Attempts } from './bind-problems.ts';
import { bindProblem } from './bind-problems.ts';
import type { BecomeDefaults } from './compiled.ts';
import { parseDuration } from './duration.ts';
import { evaluateFill } from './evaluate-fill.ts';
import type { GateKeyword, Inherited, Setting, Until } from './model.ts';
import { omitted } from './plain.ts';
import type { HostScope } from './scope.ts';

/** 120 s to come back, 30 s of staying so: k8sd itself gives a service as long. */
const GATE_TIMEOUT = 120_000;
const GATE_STABLE_FOR = 30_000;

/** Who runs the task and how; null when a part failed, which `attempts` holds. */
export function bindSettings(
  inherited: Inherited,
  until: Until | null,
  scope: HostScope,
  defaults: BecomeDefaults,
  attempts: Attempts,
): TaskSettings | null {
  const identity = attempts.run(() => identityOf(inherited, scope, defaults));
  const noLog = attempts.run(() => ({
    value: inherited.noLog === null ? false : booleanOf(inherited.noLog, 'no_log', scope),
  }));
  const checkMode = attempts.run(() => ({
    value: inherited.checkMode === null ? null : booleanOf(inherited.checkMode, 'check_mode', scope),
  }));
  const timeout = attempts.run(() => ({
    value: inherited.timeout === null ? null : timeoutOf(inherited.timeout, scope),
  }));
  const delegateTo = attempts.run(() => ({
    value: inherited.delegateTo === null ? null : delegateOf(inherited.delegateTo, scope),
  }));
  const retry = attempts.run(() => ({ value: until === null ? null : retryOf(until, scope) }));
  if (identity === null || noLog === null || checkMode === null || timeout === null) return null;
  if (delegateTo === null || retry === null) return null;
  return {
    identity,
    noLog: noLog.value,
    checkMode: checkMode.value,
    timeout: timeout.value,
    retry: retry.value,
    delegateTo: delegateTo.value,
  };
}

/** Null without a gate, or when a part failed. */
export function bindGate(gate: GateKeyword | null, scope: HostScope, attempts: Attempts): GateSpec | null {
  if (gate === null) return null;
  const component = attempts.run(() => textOf(gate.component, 'component', scope));
  const endpoint = attempts.run(() => endpointOf(gate.endpoint, scope));
  const timeout = attempts.run(() => durationOf(gate.timeout, 'timeout', GATE_TIMEOUT, scope));
  const stableFor = attempts.run(() => durationOf(gate.stableFor, 'stable_for', GATE_STABLE_FOR, scope));
  if (component === null || endpoint === null || timeout === null || stableFor === null) return null;
  return { component, ...endpoint, timeout, stableFor };
}

/** The variables of an environment, those of play and blocks below; null when a part failed. */
export function bindEnvironment(
  environments: readonly Setting[],
  scope: HostScope,
  attempts: Attempts,
): ReadonlyMap<string, Value> | null {
  const merged = new Map<string, Value>();
  for (const environment of environments) {
    const own = attempts.run(() => mappingsOf(environment, scope));
    if (own === null) return null;
    for (const [name, value] of own.flatMap((mapping) => [...mapping]))
      if (value !== omitted) merged.set(String(name), value);
  }
  return merged;
}

/**
 * `become: false` in the playbook never runs under another user; apart from that the variables `ansible_become`,
 * `ansible_become_user` and `ansible_become_method` beat the keywords, as in Ansible.
 */
function identityOf(inherited: Inherited, scope: HostScope, defaults: BecomeDefaults): Identity {
  const { become, becomeUser } = inherited;
  const keyword = become === null ? null : booleanOf(become, 'become', scope);
  if (keyword === false) return { kind: 'login' };
  const variable = scope.get('ansible_become');
  const wanted = variable === undefined ? (keyword ?? defaults.become) : isTrue(variable);
  if (!wanted) return { kind: 'login' };
  const method = methodOf(inherited.becomeMethod, scope);
  const user = scope.get('ansible_become_user');
  if (typeof user === 'string' && user !== '') return { kind: 'become', method, user };
  return {
    kind: 'become',
    method,
    user: becomeUser === null ? defaults.user : textOf(becomeUser, 'become_user', scope),
  };
}

/** A wrong word in `ansible_become_method` is reported with the host's connection. */
function methodOf(setting: Setting | null, scope: HostScope): BecomeMethod {
  const variable = scope.get('ansible_become_method');
  const method = typeof variable === 'string' ? becomeMethodOf(variable) : null;
  if (method !== null || setting === null) return method ?? 'sudo';
  const written = textOf(setting, 'become_method', scope);
  const wanted = becomeMethodOf(written);
  if (wanted !== null) return wanted;
  throw bindProblem(
    'wrong-value',
    `\`become_method\` must be ${becomeMethods.join(' or ')}, not ${written}`,
    setting.range,
  );
}

/** INI inventories know only text. */
const isTrue = (value: Value): boolean =>
  value === true || value === 1 || (typeof value === 'string' && /^(?:true|yes|on|1)$/i.test(value));

/** What Ansible takes for a boolean where a keyword wants one. */
const wordsOfTruth: ReadonlyMap<string, boolean> = new Map([
  ...['true', 't', 'yes', 'y', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'f', 'no', 'n', 'off', '0'].map((word) => [word, false] as const),
]);

export function booleanOf(setting: Setting, what: string, scope: HostScope): boolean {
  const value = evaluateFill(setting.fill, scope);
  const isWord = typeof value === 'string' || typeof value === 'number';
  const wanted = isWord ? wordsOfTruth.get(String(value).toLowerCase()) : value;
  if (typeof wanted === 'boolean') return wanted;
  throw bindProblem('wrong-type', `\`${what}\` must be true or false`, setting.range, 'turn it into a boolean: | bool');
}

/** `omit` leaves the word out, as in Ansible. */
const delegateOf = (setting: Setting, scope: HostScope): string | null =>
  evaluateFill(setting.fill, scope) === omitted ? null : textOf(setting, 'delegate_to', scope);

function textOf(setting: Setting, what: string, scope: HostScope): string {
  const value = evaluateFill(setting.fill, scope);
  if (typeof value === 'string' && value !== '') return value;
  throw bindProblem('wrong-type', `\`${what}\` must be text`, setting.range);
}

function timeoutOf(setting: Setting, scope: HostScope): number | null {
  const duration = millisecondsOf(setting, 'timeout', scope);
  return duration === 0 ? null : duration;
}

function millisecondsOf(setting: Setting, what: string, scope: HostScope): number {
  const value = evaluateFill(setting.fill, scope);
  const seconds = value instanceof Float ? value.value : value;
  if (typeof seconds === 'number' && seconds >= 0) return Math.round(seconds * 1000);
  throw bindProblem('wrong-type', `\`${what}\` must be a number of seconds`, setting.range);
}

/** Ansible's defaults: three times, five seconds apart. */
function retryOf({ retries, delay }: Until, scope: HostScope): NonNullable<TaskSettings['retry']> {
  return {
    retries: retries === null ? 3 : countOf(retries, 'retries', scope),
    delay: delay === null ? 5000 : millisecondsOf(delay, 'delay', scope),
  };
}

function countOf(setting: Setting, what: string, scope: HostScope): number {
  const value = evaluateFill(setting.fill, scope);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw bindProblem('wrong-type', `\`${what}\` must be a whole number`, setting.range);
}

function endpointOf(setting: Setting | null, scope: HostScope): { endpoint?: string | null } {
  if (setting === null) return {};
  const value = evaluateFill(setting.fill, scope);
  if (value === omitted) return {};
  return { endpoint: value === null ? null : textOf(setting, 'endpoint', scope) };
}

function durationOf(setting: Setting | null, what: string, fallback: number, scope: HostScope): number {
  if (setting === null) return fallback;
  const value = evaluateFill(setting.fill, scope);
  const duration = value === omitted ? fallback : parseDuration(value);
  if (duration !== null) return duration;
  throw bindProblem('wrong-type', `\`${what}\` must be seconds or a duration such as 30s, 2m or 1h`, setting.range);
}

/** One mapping, or a list of them, of which a later one wins. */
function mappingsOf(setting: Setting, scope: HostScope): readonly ReadonlyMap<unknown, Value>[] {
  const value = evaluateFill(setting.fill, scope);
  if (value === omitted) return [];
  const given = isList(value) ? value : [value];
  const mappings = given.filter((one) => isMapping(one));
  if (mappings.length === given.length) return mappings;
  throw bindProblem('wrong-type', '`environment` must be a mapping', setting.range);
}
