import {
  type BenchmarkId,
  benchmarkIds,
  type Control,
  controlAreas,
  controlScopes,
  type StigIds,
} from '../domain/control.ts';
import type { ControlId } from '../domain/module.ts';
import type { YamlMap } from '../domain/yaml-node.ts';
import { asMap, asString, get, unknownKeys } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';
import { categories, controlKeys, defaults, severities, stigKeys } from './catalogue-forms.ts';
import { controlIdExamples, controlIdForm, homeOf, numberIn } from '../domain/control-id.ts';
import {
  type Fields,
  neededNode,
  neededText,
  neededWord,
  optionalText,
  optionalWord,
  startOf,
  texts,
} from './fields.ts';
import { parseApplicability } from './parse-applicability.ts';
import { parseCheck } from './parse-check.ts';

/** One control of a catalogue file; null when too little of it can be read, which is reported. */
export function parseControl(map: YamlMap, problems: Problems): Control | null {
  const id = neededText({ map, what: 'a control', problems }, 'id');
  if (id === '') return null;
  if (!controlIdForm.test(id)) {
    problems.error('control-id', `\`${id}\` is no control id`, get(map, 'id')?.range ?? map.range, {
      hint: `such as ${controlIdExamples}`,
    });
    return null;
  }
  const fields = { map, what: id, problems };
  unknownKeys(map, controlKeys, id, problems);
  const judged = judgedBy(fields);
  const scope = neededWord(fields, 'scope', controlScopes);
  const area = neededWord(fields, 'area', controlAreas);
  const byDefault = neededWord(fields, 'default', defaults);
  const about = {
    id,
    numbers: numbersOf(fields, id),
    title: neededText(fields, 'title'),
    ...rankOf(fields, id),
    appliesWhen: parseApplicability(fields),
    rationale: neededText(fields, 'rationale'),
    risk: optionalText(fields, 'risk'),
    references: texts(fields, 'references'),
    note: optionalText(fields, 'note'),
    remediation: optionalText(fields, 'remediation'),
    contradicts: contradictionsOf(fields),
    stig: homeOf(id) === 'stig' ? stigOf(fields) : null,
  };
  if (judged === null || scope === null || area === null || byDefault === null) return null;
  return { ...about, ...judged, scope, area, byDefault };
}

/** A check, or why there is none: exactly one of the three. */
function judgedBy(fields: Fields): Pick<Control, 'check' | 'unchecked'> | null {
  const { map, what, problems } = fields;
  const [only, second] = map.entries.filter(({ key }) => ['check', 'manual', 'gone'].includes(key.written));
  if (only === undefined || second !== undefined) {
    problems.error(
      'catalogue-check',
      `${what} must have one of \`check\`, \`manual\` and \`gone\``,
      second?.key.range ?? startOf(map),
      {
        hint: '`manual` says why a person has to look, `gone` why its subject does not exist here',
      },
    );
    return null;
  }
  if (only.key.written === 'check') {
    const check = parseCheck(only.value, what, problems);
    return check === null ? null : { check, unchecked: null };
  }
  const kind = only.key.written === 'gone' ? 'gone' : 'manual';
  return { check: null, unchecked: { kind, why: neededText(fields, kind) } };
}

/** CIS ids say all their numbers; those of the others are the ids themselves. */
function numbersOf(fields: Fields, id: ControlId): Control['numbers'] {
  const home = homeOf(id);
  const node = get(fields.map, 'numbers');
  if (node === undefined && home !== 'cis-1.24') return { [home]: numberIn(id) };
  const given = node ?? neededNode(fields, 'numbers');
  const map = given === null ? null : asMap(given, '`numbers`', fields.problems);
  if (map === null) return {};
  unknownKeys(map, benchmarkIds, '`numbers`', fields.problems);
  const numbers: Partial<Record<BenchmarkId, string>> = {};
  for (const benchmark of benchmarkIds) {
    const value = get(map, benchmark);
    const text = value === undefined ? null : asString(value, `\`${benchmark}\``, fields.problems);
    if (text !== null) numbers[benchmark] = text;
  }
  if (numbers[home] !== numberIn(id))
    fields.problems.error('catalogue-number', `the number of ${id} in ${home} is ${numberIn(id)}`, map.range);
  return numbers;
}

function rankOf(fields: Fields, id: ControlId): Pick<Control, 'level' | 'category'> {
  const isStig = homeOf(id) === 'stig';
  const isCis = homeOf(id).startsWith('cis');
  const level = isCis ? neededWord(fields, 'level', ['1', '2']) : optionalWord(fields, 'level', ['1', '2']);
  const category = isStig ? neededWord(fields, 'category', categories) : optionalWord(fields, 'category', categories);
  return { level: level === null ? null : level === '1' ? 1 : 2, category };
}

function contradictionsOf(fields: Fields): Control['contradicts'] {
  const node = get(fields.map, 'contradicts');
  const map = node === undefined ? null : asMap(node, '`contradicts`', fields.problems);
  return (map?.entries ?? []).map(({ key, value }) => ({
    control: key.written,
    why: asString(value, `why ${fields.what} contradicts ${key.written}`, fields.problems) ?? '',
  }));
}

function stigOf({ map, what, problems }: Fields): StigIds | null {
  const node = neededNode({ map, what, problems }, 'stig');
  const inner = node === null ? null : asMap(node, '`stig`', problems);
  if (inner === null) return null;
  const fields = { map: inner, what: `\`stig\` of ${what}`, problems };
  unknownKeys(inner, stigKeys, fields.what, problems);
  const severity = neededWord(fields, 'severity', severities);
  if (severity === null) return null;
  return {
    stigId: neededText(fields, 'stig_id'),
    ruleId: neededText(fields, 'rule_id'),
    srg: neededText(fields, 'srg'),
    severity,
    cci: texts(fields, 'cci'),
    nist: texts(fields, 'nist'),
  };
}
