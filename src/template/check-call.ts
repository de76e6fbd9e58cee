import type { Argument, ExpressionNode } from '../domain/template.ts';
import type { Cursor, Notes } from './cursor.ts';
import { filters } from './filters.ts';
import { leftOut } from './left-out.ts';
import { methods } from './methods.ts';
import { argumentMistake, type Signature } from './signature.ts';
import { nearName } from './near-name.ts';
import type { SyntaxFault } from './syntax-fault.ts';
import { tests } from './tests.ts';
import type { Token } from './tokens.ts';

type Names = ReadonlyMap<string, { readonly signature: Signature }>;

/** Notes an unknown filter or arguments that it does not take; also for the filter that `map` names. */
export function checkFilter(notes: Notes, name: Token, given: readonly Argument[]): void {
  check(notes, 'filter', filters, name, given);
  if (name.text === 'map') checkNamed(notes, 'filter', filters, given, 0);
  if (name.text === 'select' || name.text === 'reject') checkNamed(notes, 'test', tests, given, 0);
  if (name.text === 'selectattr' || name.text === 'rejectattr') checkNamed(notes, 'test', tests, given, 1);
}

export const checkTest = (notes: Notes, name: Token, given: readonly Argument[]): void =>
  check(notes, 'test', tests, name, given);
export const checkMethod = (notes: Notes, name: Token, given: readonly Argument[]): void =>
  check(notes, 'method', methods, name, given);

const replacements: ReadonlyMap<string, string> = new Map(
  Object.entries({
    lookup: 'use a variable, vars_files, or the content of a file through copy and template',
    query: 'use a variable or vars_files',
    q: 'use a variable or vars_files',
    range: 'write the list out, or loop over the items themselves',
    namespace: 'build the value with filters (map, select, join)',
    dict: 'write {key: value}',
    list: 'write x | list',
    str: 'write x | string',
    int: 'write x | int',
    len: 'write x | length',
    now: 'a run does not depend on the clock; pass the time as a variable',
  }),
);

/** The mistake of calling something that is not a method. */
export function functionFault(cursor: Cursor, callee: ExpressionNode): SyntaxFault {
  if (callee.kind !== 'name') return cursor.fault('this cannot be called');
  return cursor.fault(
    `there is no function "${callee.name}"`,
    replacements.get(callee.name) ?? 'filters are written x | name(…)',
  );
}

function check(notes: Notes, kind: string, known: Names, name: Token, given: readonly Argument[]): void {
  const found = known.get(name.text);
  if (found === undefined) {
    notes.problems.push({
      severity: 'error',
      code: `unknown-${kind}`,
      summary: `there is no ${kind} "${name.text}"`,
      hint: leftOut(kind, name.text) ?? hintFor(name.text, kind, [...known.keys()]),
      range: notes.locate(name.start, name.end - name.start),
    });
    return;
  }
  const mistake = argumentMistake(found.signature, given);
  if (mistake === null) return;
  const range = notes.locate(name.start, name.end - name.start);
  notes.problems.push({
    severity: 'error',
    code: 'template-arguments',
    summary: `the ${kind} "${name.text}" ${mistake}`,
    range,
  });
}

function hintFor(wrong: string, kind: string, names: readonly string[]): string {
  const near = nearName(wrong, names);
  return near === null ? `the ${kind}s are ${names.toSorted().join(', ')}` : `did you mean "${near}"?`;
}

/** The filter or test whose name is an argument, where that is written as a text. */
function checkNamed(notes: Notes, kind: string, known: Names, given: readonly Argument[], index: number): void {
  const value = given.filter((argument) => argument.name === null)[index]?.value;
  if (value?.kind !== 'literal' || typeof value.value !== 'string' || known.has(value.value)) return;
  const names = [...known.keys()];
  notes.problems.push({
    severity: 'error',
    code: `unknown-${kind}`,
    summary: `there is no ${kind} "${value.value}"`,
    hint: leftOut(kind, value.value) ?? hintFor(value.value, kind, names),
    range: value.range,
  });
}
