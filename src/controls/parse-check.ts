import type { Check, PartialCheck } from '../domain/control.ts';
import { services } from '../domain/k8s-snap.ts';
import { near } from '../domain/near.ts';
import type { YamlEntry, YamlNode } from '../domain/yaml-node.ts';
import { asList, asMap, asString, get, unknownKeys } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';
import { type CheckForm, checkForms } from './catalogue-forms.ts';
import { type Fields, neededText, startOf } from './fields.ts';
import { parseArgTest } from './parse-arg-test.ts';

const forms: readonly CheckForm[] = ['arg', 'mode', 'owner', 'sysctl', 'task'];

/** `check:` of a control. Errors: `catalogue-check`, `unknown-key`, `wrong-type`, `wrong-value`. */
export function parseCheck(node: YamlNode, what: string, problems: Problems): Check | null {
  const map = asMap(node, '`check`', problems);
  if (map === null) return null;
  const list = get(map, 'all');
  if (list === undefined) return parsePart({ map, what, problems });
  unknownKeys(map, ['all'], `the check of ${what}`, problems);
  return parseAll(list, what, problems);
}

function parseAll(node: YamlNode, what: string, problems: Problems): Check | null {
  const items = asList(node, '`all`', problems)?.items ?? [];
  const of = items.flatMap((item) => {
    const map = asMap(item, 'a part of `all`', problems);
    const part = map === null ? null : parsePart({ map, what, problems });
    return part === null ? [] : [part];
  });
  if (items.length === 0)
    problems.error('catalogue-check', `\`all\` of ${what} is empty: it would always pass`, node.range);
  return of.length === 0 ? null : { kind: 'all', of };
}

function parsePart(fields: Fields): PartialCheck | null {
  const { map, what, problems } = fields;
  const about = map.entries.filter(({ key }) => forms.some((form) => form === key.written));
  const [only, second] = about;
  if (only === undefined || second !== undefined) {
    problems.error(
      'catalogue-check',
      `the check of ${what} says ${about.length} things that are looked at`,
      startOf(map),
      {
        hint: `one of ${forms.join(', ')}; several of them stand under \`all\``,
      },
    );
    return null;
  }
  const form = forms.find((name) => name === only.key.written) ?? 'task';
  unknownKeys(map, [form, ...checkForms[form]], `the check of ${what}`, problems);
  return form === 'arg' ? parseArg(fields, only) : parseOther(fields, form, only);
}

function parseArg(fields: Fields, { value }: YamlEntry): PartialCheck | null {
  const { what, problems } = fields;
  const text = asString(value, '`arg`', problems);
  if (text === null) return null;
  const match = /^(\S+) --([A-Za-z0-9][A-Za-z0-9._-]*)$/.exec(text);
  const [, service = '', flag = ''] = match ?? [];
  if (match === null) {
    problems.error('catalogue-check', `\`arg\` of ${what} must be SERVICE --FLAG, not \`${text}\``, value.range);
    return null;
  }
  if (!services.some((name) => name === service)) {
    const [guess] = near(service, services);
    const hint = guess === undefined ? `known: ${services.join(', ')}` : `did you mean ${guess}?`;
    problems.error('catalogue-check', `the snap has no service \`${service}\``, value.range, { hint });
    return null;
  }
  const test = parseArgTest(fields);
  return test === null ? null : { kind: 'arg', service, flag, ...test };
}

function parseOther(fields: Fields, form: Exclude<CheckForm, 'arg'>, { value }: YamlEntry): PartialCheck | null {
  const { what, problems } = fields;
  const text = asString(value, `\`${form}\``, problems);
  if (text === null) return null;
  switch (form) {
    case 'mode':
      return parseMode(fields, text);
    case 'owner':
      return parseOwner(fields, text);
    case 'sysctl':
      return { kind: 'sysctl', key: text, value: neededText(fields, 'is') };
    case 'task':
      if (text.trim() === '') problems.error('catalogue-check', `\`task\` of ${what} says nothing`, value.range);
      return { kind: 'task', wanted: text };
  }
}

function parseMode(fields: Fields, path: string): PartialCheck | null {
  checkPath(fields, 'mode', path);
  const text = neededText(fields, 'at_most');
  if (/^0[0-7]{3}$/.test(text)) return { kind: 'file-mode', path, atMost: Number.parseInt(text, 8) };
  if (text !== '') wrong(fields, 'at_most', 'must be four octal digits: "0600"');
  return null;
}

function parseOwner(fields: Fields, path: string): PartialCheck | null {
  checkPath(fields, 'owner', path);
  const text = neededText(fields, 'is');
  const [owner, group, ...more] = text.split(':');
  if (owner && group && more.length === 0) return { kind: 'file-owner', path, owner, group };
  if (text !== '') wrong(fields, 'is', 'must be OWNER:GROUP');
  return null;
}

function checkPath(fields: Fields, key: string, path: string): void {
  if (!path.startsWith('/')) wrong(fields, key, 'must be a whole path');
}

function wrong({ map, what, problems }: Fields, key: string, why: string): void {
  const range = get(map, key)?.range ?? startOf(map);
  problems.error('catalogue-check', `\`${key}\` of ${what} ${why}`, range);
}
