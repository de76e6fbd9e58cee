import { type Diagnostic, type Parsed, parsed, refused } from '../domain/diagnostic.ts';
import type { Expression, ExpressionNode, Locate, Template } from '../domain/template.ts';
import { Cursor, type Notes } from './cursor.ts';
import { maxDepth, maxSource } from './limits.ts';
import { namesOf, usesInBody, usesInExpression } from './names.ts';
import { parseExpressionNode } from './parse-expression.ts';
import { parseStatements } from './parse-statements.ts';
import { segmentsOf } from './segments.ts';
import { SyntaxFault } from './syntax-fault.ts';
import { lexExpression } from './tokens.ts';
import { expressionsOf, isDeeper } from './tree.ts';

/** Whether a value of a playbook has to be parsed as a template. */
export const isTemplated = (text: string): boolean => text.includes('{{') || text.includes('{%');

/**
 * A value of a playbook (`a {{ b }} c`). As in Ansible a backslash inside `{{ }}` stands for itself, so that
 * `regex_replace('^(.)', '\1')` needs no doubling; inside `{% %}` Python's escapes hold.
 */
export const parseTemplate = (text: string, locate: Locate): Parsed<Template> => parseBody(text, locate, false);

/** A whole file for the template module: `trim_blocks` on, `lstrip_blocks` off, the final newline kept. */
export const parseTemplateFile = (text: string, locate: Locate): Parsed<Template> => parseBody(text, locate, true);

/** A bare expression: `when`, `until`, `changed_when`, `failed_when`. */
export function parseExpression(text: string, locate: Locate): Parsed<Expression> {
  return parseWith(text, locate, (notes) => {
    if (text.trim() === '')
      throw new SyntaxFault({
        offset: 0,
        length: 1,
        summary: 'the expression is empty',
        hint: 'leave the line out, or write true',
      });
    refuseBraces(text);
    const cursor = new Cursor(lexExpression(text, 0, null, true).tokens, notes);
    const root = parseExpressionNode(cursor);
    cursor.expectEnd();
    checkDepth([root], text);
    const uses = usesInExpression(root);
    return { kind: 'expression', root, uses, names: namesOf(uses) };
  });
}

function parseBody(text: string, locate: Locate, escapes: boolean): Parsed<Template> {
  return parseWith(text, locate, (notes) => {
    const body = /\{[{%#]/.test(text)
      ? parseStatements(segmentsOf(text, { escapes }), notes)
      : [{ kind: 'text', text } as const];
    checkDepth(expressionsOf(body), text);
    const uses = usesInBody(body);
    const finalNewlines = /\n*$/.exec(text.slice(-1000).replaceAll(/\r\n?/g, '\n'))?.[0].length ?? 0;
    return { kind: 'template', body, finalNewlines, uses, names: namesOf(uses), range: locate(0, text.length) };
  });
}

function parseWith<T>(text: string, locate: Locate, parse: (notes: Notes) => T): Parsed<T> {
  const notes: Notes = { locate, problems: [], nesting: 0, expression: parseExpressionNode };
  try {
    if (text.length > maxSource)
      throw new SyntaxFault({ offset: 0, length: 1, summary: `the text is longer than ${maxSource} characters` });
    const value = parse(notes);
    const [first, ...others] = notes.problems;
    return first === undefined ? parsed(value) : refused(first, ...others);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    return refuse(notes.problems, describe(error, locate));
  }
}

function refuse(
  problems: readonly Diagnostic[],
  last: Diagnostic,
): { ok: false; diagnostics: readonly [Diagnostic, ...Diagnostic[]] } {
  const [first, ...others] = problems;
  return first === undefined ? refused(last) : refused(first, ...others, last);
}

function describe(fault: SyntaxFault, locate: Locate): Diagnostic {
  const range = locate(fault.offset, fault.length);
  const hint = fault.hint === undefined ? {} : { hint: fault.hint };
  return { severity: 'error', code: 'template-syntax', summary: fault.message, range, ...hint };
}

function refuseBraces(text: string): void {
  const braces = /^\s*(\{\{|\{%)/.exec(text);
  if (braces?.[1] === undefined) return;
  const summary = `a condition is an expression already, without "${braces[1]}"`;
  throw new SyntaxFault({
    offset: braces[0].length - 2,
    length: 2,
    summary,
    hint: 'write the bare expression: when: name == "x"',
  });
}

function checkDepth(roots: readonly ExpressionNode[], text: string): void {
  if (!roots.some((root) => isDeeper(root, maxDepth))) return;
  throw new SyntaxFault({
    offset: 0,
    length: text.length,
    summary: `the expression is more than ${maxDepth} operators deep`,
  });
}
