import type { Scope } from '../../src/domain/template.ts';
import type { Value } from '../../src/domain/value.ts';
import { evaluateCondition, evaluateTemplate } from '../../src/template/evaluate.ts';
import { parseExpression, parseTemplate } from '../../src/template/parse.ts';
import { HostScope } from '../../src/playbook/scope.ts';
import { LazyMap } from '../../src/playbook/lazy-map.ts';

/**
 * Evaluations a second of everyday expressions: in a small scope, on a host with 2,000 facts, and through `hostvars`
 * of 200 such hosts. Beside each stands the rate of a plain loop on the same machine in the same second.
 */
const range = { file: 'bench.yaml', start: { line: 1, column: 1 }, end: { line: 1, column: 2 } };
const at = (): typeof range => range;
const rounds = 40_000;

const small: readonly (readonly [string, Value])[] = [
  ['a', new Map([['b', 'x']])],
  ['n', 5],
  ['l', [1, 2]],
  ['name', 'cp-1'],
  [
    'result',
    new Map<string, Value>([
      ['rc', 0],
      ['stdout', 'active'],
      ['changed', true],
    ]),
  ],
];
const words = new Map(Array.from({ length: 2000 }, (_, index) => [`fact_${index}`, `value ${index}`]));
const facts = Array.from({ length: 2000 }, (_, index): [string, Value] => [`fact_${index}`, index]);
const host = new Map<string, Value>([...facts, ...small]);
const hostvars = new LazyMap(
  () => Array.from({ length: 200 }, (_, index) => `host-${index}`),
  () => host,
);

/** As a task of a play has it: facts in the host's memory, variables in layers. */
const hostScope = new HostScope({
  special: () => undefined,
  local: new Map(),
  extra: () => undefined,
  memory: { values: host, pending: new Set() },
  layers: [() => undefined],
  inventory: [() => undefined],
  defaults: new Map(),
});
const scopes: Readonly<Record<string, Scope>> = {
  "a host's scope": hostScope,
  'small scope': scopeOf(new Map(small)),
  '2,000 facts': scopeOf(host),
  hostvars: scopeOf(new Map<string, Value>([...host, ['hostvars', hostvars]])),
};
const conditions = [
  "a.b == 'x' and n > 3 and (l | length) == 2",
  "result.rc == 0 and 'active' in result.stdout",
  'n is defined and not result is failed',
  "name is match('cp-[0-9]+')",
];
const templates = [
  '{{ name }}',
  'host {{ name }} has {{ n }}',
  "{{ nope | default('x') }}",
  "{{ l | map('string') | join(',') }}",
];

for (const [where, scope] of Object.entries(scopes)) {
  for (const text of conditions) report(where, text, conditionRunner(text, scope));
  for (const text of templates) report(where, text, templateRunner(text, scope));
}
report(
  'hostvars',
  "{{ hostvars['host-7'].name }}",
  templateRunner("{{ hostvars['host-7'].name }}", scopes['hostvars'] ?? scopeOf(host)),
);

function conditionRunner(text: string, scope: Scope): () => unknown {
  const parsed = parseExpression(text, at);
  if (!parsed.ok) throw new Error(parsed.diagnostics[0].summary);
  return () => evaluateCondition(parsed.value, scope);
}

function templateRunner(text: string, scope: Scope): () => unknown {
  const parsed = parseTemplate(text, at);
  if (!parsed.ok) throw new Error(parsed.diagnostics[0].summary);
  return () => evaluateTemplate(parsed.value, scope);
}

function scopeOf(vars: ReadonlyMap<string, Value>): Scope {
  return { get: (name) => vars.get(name), has: (name) => vars.has(name) };
}

function report(where: string, text: string, run: () => unknown): void {
  const [rate, plain] = [rateOf(run), rateOf(plainWork)];
  const numbers = `${Math.round(rate).toLocaleString('en').padStart(12)}/s  1/${(plain / rate).toFixed(1).padEnd(6)}`;
  console.log(`${numbers} ${where.padEnd(14)} ${text}`);
}

/** The work that ours is compared with: a mapping read and a text made. */
function plainWork(): string {
  return `${words.get('name') ?? ''} ${words.get('n') ?? ''}`;
}

function rateOf(run: () => unknown): number {
  for (let count = 0; count < rounds / 10; count++) run();
  const start = process.cpuUsage();
  for (let count = 0; count < rounds; count++) run();
  const { user, system } = process.cpuUsage(start);
  return (rounds * 1e6) / (user + system);
}
