import { type Parsed, parsed, refused } from '../domain/diagnostic.ts';
import type { YamlNode } from '../domain/yaml-node.ts';
import { get, isNothing } from '../source/decode.ts';
import { editYaml } from '../source/edit-yaml.ts';
import type { PlainYaml } from '../source/edit-yaml.ts';
import { parseYaml } from '../source/parse-yaml.ts';
import { waiverFields, waiverText, type WaiverWords } from './waiver-text.ts';

type Section = 'waivers' | 'attestations';

/**
 * The text of a file of waivers with more of them at the end of their list; comments and the rest stay. Errors: those
 * of YAML, and `waiver-form` for a file that has no place for them.
 */
export function addWaivers(
  file: string,
  text: string,
  added: readonly WaiverWords[],
  section: Section,
): Parsed<string> {
  const read = parseYaml(file, text);
  if (!read.ok) return read;
  if (read.value === null) return parsed(`${text}${section}:\n${added.map((one) => waiverText(one)).join('\n')}\n`);
  const wanted = wantedIn(read.value, added.map(waiverFields), section);
  if (wanted === null)
    return refused({
      severity: 'error',
      code: 'waiver-form',
      summary: `${file} has no place for ${section}`,
      range: read.value.range,
      hint: `make it a mapping: \`waivers:\` with what is there below it, and \`${section}:\``,
    });
  let result = text;
  for (const set of wanted) {
    const edited = editYaml(result, { set, absent: [] });
    if (!edited.ok)
      return refused({
        severity: 'error',
        code: 'waiver-form',
        summary: `${file}: ${edited.message}`,
        range: read.value.range,
      });
    result = edited.text;
  }
  return parsed(result);
}

/** One edit after the other. */
function wantedIn(
  node: YamlNode,
  items: readonly PlainYaml[],
  section: Section,
): readonly ReadonlyMap<string, PlainYaml>[] | null {
  if (node.kind === 'list') return section === 'waivers' ? items.map((item) => new Map([['/-', item]])) : null;
  if (node.kind === 'scalar') return null;
  const list = get(node, section);
  if (list === undefined || isNothing(list) || (list.kind === 'list' && list.items.length === 0))
    return [new Map([[`/${section}`, items]])];
  return list.kind === 'list' ? items.map((item) => new Map([[`/${section}/-`, item]])) : null;
}
