import { readFileSync } from 'node:fs';
import test from 'ava';
import type { Value } from '../../src/domain/value.ts';
import { TemplateError } from '../../src/template/evaluate.ts';
import { condition, encode, file, pythonFloat, template, toValue } from './support/template.ts';
import { deviations } from './support/deviations.ts';

type Case = readonly [text: string, answer: unknown];
interface Recorded {
  readonly provenance: string;
  readonly templates: readonly Case[];
  readonly conditions: readonly Case[];
  readonly files: readonly Case[];
  readonly yaml: readonly Case[];
}

const read = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
const recorded: Recorded = JSON.parse(read('recorded.json'));
const vars: Readonly<Record<string, Value>> = Object.fromEntries(
  Object.entries(JSON.parse(read('cases.json')).vars).map(([name, value]) => [name, toValue(value)]),
);

const agrees = test.macro({
  exec(t, cases: readonly Case[], evaluate: (text: string) => unknown) {
    t.true(cases.length > 0);
    for (const [text, answer] of cases) {
      if (deviations.has(text))
        t.notDeepEqual(outcome(text, evaluate), normal(answer), `no longer a deviation: ${text}`);
      else t.deepEqual(outcome(text, evaluate), normal(answer), text);
    }
  },
  title: (kind) => `${kind} give what Ansible 2.19 gave`,
});

test('templates', agrees, recorded.templates, (text) => encode(template(text, vars)));
test('conditions', agrees, recorded.conditions, (text) => condition(text, vars));
test('files', agrees, recorded.files, (text) => file(text, vars));
test('YAML filters', agrees, recorded.yaml, (text) => encode(template(text, vars)));

test('every deviation is a recorded case', (t) => {
  const all = new Set(
    [...recorded.templates, ...recorded.conditions, ...recorded.files, ...recorded.yaml].map(([text]) => text),
  );
  t.deepEqual(
    [...deviations.keys()].filter((text) => !all.has(text)),
    [],
  );
});

/** The answer, or `error` for a parse or evaluation error; anything else thrown is a bug. */
function outcome(text: string, evaluate: (text: string) => unknown): unknown {
  try {
    return evaluate(text);
  } catch (error) {
    if (error instanceof TemplateError || (error instanceof Error && /^(?:template|unknown)-/.test(error.message)))
      return 'error';
    throw error;
  }
}

function normal(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(normal);
  if (answer === null || typeof answer !== 'object') return answer;
  if ('error' in answer) return 'error';
  if ('float' in answer)
    return { float: pythonFloat(Number(String(answer.float).replace('inf', 'Infinity').replace('nan', 'NaN'))) };
  return 'map' in answer ? { map: normal(answer.map) } : answer;
}
