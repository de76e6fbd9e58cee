import { isMap, isScalar, isSeq } from 'yaml';

import { editYaml, type EditedYaml, type WantedYaml } from './edit-yaml.ts';
import { parseEditable } from './edit-yaml/document.ts';

/**
 * Edits a JSON text as `editYaml` edits YAML. Without changes `text` is the given one, byte for byte; with changes it
 * is written anew in its own indentation, and keys keep their order and numbers their digits.
 */
export function editJson(text: string, wanted: WantedYaml): EditedYaml {
  const problem = syntaxProblem(text);
  if (problem !== null) return problem;
  const edited = editYaml(withoutTabs(text), wanted);
  if (!edited.ok) return { ...edited, message: edited.message.replace('invalid YAML', 'invalid JSON') };
  if (edited.changes.length === 0) return { ...edited, text };
  const after = printed(edited.text, styleOf(text));
  return syntaxProblem(after) === null ? { ...edited, text: after } : noNumber;
}

const noNumber = { ok: false, message: 'a value of the task is no number in JSON', line: 1, column: 1 } as const;

function syntaxProblem(text: string): Extract<EditedYaml, { ok: false }> | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    const at = Number(/at position (\d+)/.exec(said)?.[1] ?? text.length);
    const before = text.slice(0, at).split('\n');
    return { ok: false, message: 'it is not JSON', line: before.length, column: (before.at(-1) ?? '').length + 1 };
  }
}

/** YAML allows no tab where JSON does. */
const withoutTabs = (text: string): string =>
  text.replaceAll(/"(?:[^"\\]|\\.)*"|\t/g, (token) => (token === '\t' ? ' ' : token));

interface Style {
  /** White space of one level; empty: all on one line. */
  readonly indent: string;
  readonly gap: string;
  readonly lineEnd: string;
  readonly tail: string;
}

function styleOf(text: string): Style {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = /^\s*[[{][ \t]*\r?\n([ \t]+)/.exec(text)?.[1];
  const tail = /\s*$/.exec(text)?.[0] ?? '';
  const isOneLine =
    indent === undefined && /^\s*[[{]\s*\S.*[\]}]\s*$/s.test(text) && !/^\s*(?:\{\s*\}|\[\s*\])\s*$/.test(text);
  return {
    indent: isOneLine ? '' : (indent ?? '  '),
    gap: isOneLine && !/":\s|,\s/.test(text) ? '' : ' ',
    lineEnd,
    tail,
  };
}

function printed(yaml: string, style: Style): string {
  return printNode(parseEditable(yaml).contents, style, style.lineEnd) + style.tail;
}

/** `margin`: the line break and the indentation of the node's own line. */
function printNode(node: unknown, style: Style, margin: string): string {
  const inner = margin + style.indent;
  if (isMap(node)) {
    const items = node.items.map(({ key, value }) => `${printKey(key)}:${style.gap}${printNode(value, style, inner)}`);
    return enclosed('{', items, '}', style, margin);
  }
  if (isSeq(node))
    return enclosed(
      '[',
      node.items.map((item) => printNode(item, style, inner)),
      ']',
      style,
      margin,
    );
  if (!isScalar(node)) return 'null';
  const { value, source } = node;
  if (typeof value === 'string') return JSON.stringify(value);
  return source !== undefined && isJsonNumber(source) ? source : String(value);
}

const printKey = (key: unknown): string => JSON.stringify(String(isScalar(key) ? key.value : key));

function enclosed(open: string, items: readonly string[], close: string, style: Style, margin: string): string {
  if (items.length === 0) return `${open}${close}`;
  if (style.indent === '') return `${open}${items.join(`,${style.gap}`)}${close}`;
  const inner = margin + style.indent;
  return `${open}${inner}${items.join(`,${inner}`)}${margin}${close}`;
}

const isJsonNumber = (text: string): boolean => /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text);
