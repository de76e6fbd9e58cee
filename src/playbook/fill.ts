import type { SourceRange } from '../domain/diagnostic.ts';
import type { NameUse, Template } from '../domain/template.ts';
import { Secret } from '../domain/secret.ts';
import { isList, isMapping } from '../domain/value.ts';
import type { MapKey, Value } from '../domain/value.ts';
import type { YamlNode, YamlScalar } from '../domain/yaml-node.ts';
import { mapKey } from '../source/decode.ts';
import { oldBoolean } from '../source/old-boolean.ts';
import type { Problems } from '../source/problems.ts';
import { isTemplated, parseTemplate } from '../template/parse.ts';

/**
 * A value with its templates parsed, ready to be filled in for each host. What holds no template is one `literal`,
 * however deep. `sealed`: made from an encrypted text, so that whatever comes of it is secret. `broken`: a template in it does not parse, which was reported.
 */
export type Fill =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'template'; readonly template: Template }
  | { readonly kind: 'sealed'; readonly template: Template }
  | { readonly kind: 'list'; readonly items: readonly Fill[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [MapKey, Fill])[] }
  | { readonly kind: 'broken' };

const literal = (value: Value): Fill => ({ kind: 'literal', value });

/** Keys are never templates, as in Ansible; `!unsafe` text is not one either. Collects every template that does not parse. */
export function fillNode(node: YamlNode, problems: Problems, scalar: ScalarFill = fillScalar): Fill {
  switch (node.kind) {
    case 'scalar':
      return scalar(node, problems);
    case 'list':
      return listOf(node.items.map((item) => fillNode(item, problems, scalar)));
    case 'map':
      return mapOf(node.entries.map(({ key, value }) => [mapKey(key), fillNode(value, problems, scalar)]));
  }
}

type ScalarFill = (node: YamlScalar, problems: Problems) => Fill;

/**
 * The same for what becomes the value of a variable. A plain `no` is false there as in Ansible, which reads YAML 1.1:
 * as text it would be true wherever a template asks. That is told.
 */
export const fillVariable = (node: YamlNode, problems: Problems): Fill => fillNode(node, problems, fillOldBoolean);

function fillOldBoolean(node: YamlScalar, problems: Problems): Fill {
  const word =
    node.style === 'plain' && node.unsafe !== true && typeof node.value === 'string' && isOneCase(node.value)
      ? oldBoolean(node.value)
      : null;
  if (word === null) return fillScalar(node, problems);
  problems.warn('old-boolean', `\`${node.written}\` is read as ${word}`, node.range, {
    hint: `write ${word}, or "${node.written}" where the word is meant`,
  });
  return literal(word);
}

/** As PyYAML takes them for booleans: `yes`, `Yes`, `YES`. */
const isOneCase = (word: string): boolean => /^[A-Z]?(?:[a-z]+|[A-Z]+)$/.test(word);

/** Data from the command line (`-e`), whose texts may be templates; `range` stands for all of it. */
export function fillValue(value: Value, range: SourceRange, problems: Problems): Fill {
  if (typeof value === 'string') return fillText(value, () => range, problems);
  if (isList(value)) return listOf(value.map((item) => fillValue(item, range, problems)));
  if (isMapping(value)) return mapOf([...value].map(([key, item]) => [key, fillValue(item, range, problems)]));
  return literal(value);
}

/** Every place where a fill reads a name. */
export function usesOf(fill: Fill): readonly NameUse[] {
  switch (fill.kind) {
    case 'template':
    case 'sealed':
      return fill.template.uses;
    case 'list':
      return fill.items.flatMap(usesOf);
    case 'map':
      return fill.entries.flatMap(([, value]) => usesOf(value));
    default:
      return [];
  }
}

function fillScalar(node: YamlScalar, problems: Problems): Fill {
  if (node.value instanceof Secret) return fillSecret(node.value, node, problems);
  if (typeof node.value !== 'string' || node.unsafe === true) return literal(node.value);
  return fillText(node.value, (offset, length) => node.locate(offset, length), problems);
}

/** As in Ansible, an encrypted text may be a template. A mistake in it is told without its words. */
function fillSecret(secret: Secret, { range, unsafe }: YamlScalar, problems: Problems): Fill {
  if (unsafe === true || !isTemplated(secret.reveal())) return literal(secret);
  const template = parseTemplate(secret.reveal(), () => range);
  if (template.ok) return { kind: 'sealed', template: template.value };
  problems.error('secret-template', 'this encrypted text holds `{{` and is no template that parses', range, {
    hint: 'if the text is meant as it is: tag it !unsafe in an encrypted file, or write {{ "{{" }} for the braces',
  });
  return { kind: 'broken' };
}

function fillText(text: string, locate: YamlScalar['locate'], problems: Problems): Fill {
  if (!isTemplated(text)) return literal(text);
  const template = problems.take(parseTemplate(text, locate));
  return template === null ? { kind: 'broken' } : { kind: 'template', template };
}

function listOf(items: readonly Fill[]): Fill {
  const values = items.flatMap((item) => (item.kind === 'literal' ? [item.value] : []));
  return values.length === items.length ? literal(values) : { kind: 'list', items };
}

function mapOf(entries: readonly (readonly [MapKey, Fill])[]): Fill {
  const values = entries.flatMap(([key, fill]): [MapKey, Value][] =>
    fill.kind === 'literal' ? [[key, fill.value]] : [],
  );
  return values.length === entries.length ? literal(new Map(values)) : { kind: 'map', entries };
}
