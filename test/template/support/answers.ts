import { TemplateError } from '../../../src/template/evaluate.ts';
import type { Value } from '../../../src/domain/value.ts';
import { condition, encode, file, pythonFloat, template, toValue } from './template.ts';

export type Vars = Readonly<Record<string, Value>>;

export const varsFrom = (json: object): Vars =>
  Object.fromEntries(Object.entries(json).map(([name, value]) => [name, toValue(value)]));

/** What we make of a text of a section of the recorder (`conditions`, `files`, any other a value of a playbook); `error` for a diagnostic. */
export function ourAnswer(section: string, text: string, vars: Vars): unknown {
  try {
    if (section === 'conditions') return condition(text, vars);
    return section === 'files' ? file(text, vars) : encode(template(text, vars));
  } catch (error) {
    if (error instanceof TemplateError || (error instanceof Error && /^(?:template|unknown)-/.test(error.message)))
      return 'error';
    throw error;
  }
}

/** The recorder's answer, to compare: errors are one, floats are compared by worth. */
export function theirAnswer(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(theirAnswer);
  if (answer === null || typeof answer !== 'object') return answer;
  if ('error' in answer) return 'error';
  if ('float' in answer)
    return { float: pythonFloat(Number(String(answer.float).replace('inf', 'Infinity').replace('nan', 'NaN'))) };
  return 'map' in answer ? { map: theirAnswer(answer.map) } : answer;
}
