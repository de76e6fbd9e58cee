import { createHash } from 'node:crypto';

import test from 'ava';
import fc from 'fast-check';
import type { PlanFile } from '../../src/domain/plan-file.ts';
import { Secret } from '../../src/domain/secret.ts';
import { isPlanFile, readPlanFile, readSealed, withSealed } from '../../src/report/plan-file/decode.ts';
import { planFileText, sealedText } from '../../src/report/plan-file/encode.ts';
import { lost, started, taskFinished } from '../render/helpers/events.ts';

const facts = [
  ['--audit-log-maxage', '7'],
  ['new --audit-log-maxage', '30'],
] as const;
const intent = { key: '0.tasks.0#0', task: 'Log', assumed: false, secret: false, changes: [{ target: 'ä', facts }] };
const hidden = { ...intent, key: '0.tasks.1#0', secret: true, changes: [{ target: 'canary', facts: [] }] };
const plan: PlanFile = {
  run: '1121-k7',
  madeAt: Date.UTC(2026, 10, 21, 9),
  by: 'alice@laptop',
  version: '0.3.0',
  choice: {
    playbook: 'site.yaml',
    inventory: ['inv.yaml'],
    limit: null,
    tags: ['audit'],
    skipTags: [],
    disrupt: 'process',
    become: false,
    user: null,
    extraVars: [],
  },
  sources: [{ path: 'site.yaml', sha256: 'a'.repeat(64) }],
  told: [],
  hosts: new Map([
    ['cp-1', [intent]],
    ['worker-1', []],
  ]),
};

const read = (text: string): PlanFile => {
  const found = readPlanFile('x.plan', text);
  if (!found.ok) throw new Error(JSON.stringify(found.diagnostics));
  return found.value.plan;
};
const codeOf = (text: string): string => {
  const found = readPlanFile('x.plan', text);
  return found.ok ? 'ok' : found.diagnostics.map(({ code }) => code).join();
};

test('a plan is read as it was written, line by line JSON', (t) => {
  const text = planFileText(plan, null);
  t.true(isPlanFile(text.slice(0, 64)));
  t.deepEqual(read(text), plan);
  for (const line of text.trimEnd().split('\n')) t.notThrows(() => JSON.parse(line));
});

test('what the run told is shown again, and secrets in it stay hidden', (t) => {
  const task = taskFinished('cp-1', {
    status: 'drifted',
    changes: [
      {
        action: 'update',
        target: '/etc/token',
        writes: [],
        diff: {
          entries: [{ name: 'token', before: 'open', after: new Secret('canary') }],
          text: { before: null, after: new Secret('canary') },
        },
        converges: 'verified',
        disrupts: 'none',
        steps: [{ kind: 'restart-unit', unit: 'x.service', waitActive: 1, stableFor: 1 }],
      },
    ],
  });
  const text = planFileText({ ...plan, told: [started('plan', ['cp-1']), lost('cp-2'), task] }, null);
  t.notRegex(text, /canary/);
  const { told } = read(text);
  t.deepEqual(
    told.map(({ type }) => type),
    ['run-started', 'host-lost', 'task-finished'],
  );
  const [, , again] = told;
  if (again?.type !== 'task-finished') return t.fail();
  const [change] = again.changes;
  t.is(change?.diff.entries[0]?.before, 'open');
  t.true(change?.diff.entries[0]?.after instanceof Secret);
  t.like(change?.steps[0], { kind: 'restart-unit', unit: 'x.service' });
});

test('secrets go into the part that is encrypted, and come back from it', (t) => {
  const secret: PlanFile = {
    ...plan,
    choice: { ...plan.choice, extraVars: ['@values.yaml', 'token=canary'] },
    hosts: new Map([['cp-1', [intent, hidden]]]),
  };
  const sealed = sealedText(secret);
  const text = planFileText(secret, 'SEALED');
  t.notRegex(text, /canary/);
  const found = readPlanFile('x.plan', text);
  const opened = readSealed(sealed ?? '');
  if (!found.ok || opened === null) return t.fail();
  t.is(found.value.sealed, 'SEALED');
  t.deepEqual(withSealed(found.value.plan, opened), secret);
  t.is(sealedText(plan), null);
  t.is(readSealed('{"hosts":{}}'), null);
});

test('a plan file with any byte changed is refused', (t) => {
  const bytes = Buffer.from(planFileText(plan, null));
  const decode = (changed: Buffer): string =>
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(changed);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ flip;
      try {
        return codeOf(decode(changed)) !== 'ok';
      } catch {
        return true;
      }
    }),
    { numRuns: 2000 },
  );
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    t.not(codeOf(changed.toString('latin1')), 'ok');
  }
});

test('a plan file that is cut or has something more is refused', (t) => {
  const text = planFileText(plan, null);
  for (let length = 0; length < text.length; length += 1) t.not(codeOf(text.slice(0, length)), 'ok', String(length));
  for (const more of ['\n', ' ', '{}', text, `${text.split('\n')[1] ?? ''}\n`]) t.not(codeOf(text + more), 'ok', more);
  const lines = text.split('\n');
  t.not(codeOf([lines[1], lines[0], ...lines.slice(2)].join('\n')), 'ok');
  t.not(codeOf(lines.toSpliced(1, 1).join('\n')), 'ok');
});

test('a plan file of another version says so', (t) => {
  const text = planFileText(plan, null);
  t.is(codeOf(text.replace('"schemaVersion":1', '"schemaVersion":2')), 'plan-version');
  t.is(codeOf(text.replace('"schemaVersion":1', '"schemaVersion":0')), 'plan-version');
});

test('a line that does not belong there is refused, though the digest is right', (t) => {
  const body = planFileText(plan, null).split('\n').slice(0, -2);
  const withLine = (line: string): string => {
    const text = `${[...body, line].join('\n')}\n`;
    return `${text}{"sha256":"${createHash('sha256').update(text).digest('hex')}"}\n`;
  };
  t.is(codeOf(withLine('{"source":"x","sha256":"y"}')), 'ok');
  for (const line of ['{"source":"x"}', '{"host":"a","intents":[{}],"sealed":0}', '{"other":1}', '[]', 'x', ''])
    t.is(codeOf(withLine(line)), 'plan-damaged', line);
  t.is(codeOf(''), 'plan-damaged');
});

test('a name that no inventory can have is not read from a plan file, nor shown', (t) => {
  for (const name of ['a\u001bc', '\u202ea', '$(id)'])
    t.is(codeOf(planFileText({ ...plan, hosts: new Map([[name, [intent]]]) }, null)), 'plan-damaged');
  t.is(codeOf(planFileText({ ...plan, told: [started('plan', ['a\u001bc'])] }, null)), 'plan-damaged');
  t.is(codeOf(planFileText({ ...plan, run: '1121-k7\u001bc' }, null)), 'plan-damaged');
});
