import type { YamlNode } from '../../domain/yaml-node.ts';
import { addChild, addGroup } from '../draft.ts';
import type { GroupDraft } from '../draft.ts';
import { checkName } from '../names.ts';
import { readHostLine } from './host-line.ts';
import type { IniLine, IniReader } from './reader.ts';
import { readVariable } from './variable-line.ts';

const SECTION = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/;
const CHILD = /^([^:\]\s]+)\s*(?:#.*)?$/;

/** What the lines after a section's head are. */
type Kind = 'hosts' | 'children' | 'vars';

interface Section {
  readonly group: GroupDraft;
  readonly kind: Kind;
  /** Variables of this section so far. */
  readonly vars: Map<string, YamlNode>;
}

/** A group that was named before it was declared. */
interface Pending {
  readonly kind: 'children' | 'vars';
  readonly line: IniLine;
  readonly parents: GroupDraft[];
}

/** Adds what an INI inventory says. Errors: `ini-section`, `ini-line`, `unknown-group`, `duplicate-key`, those of names and ranges. */
export function readIni(reader: IniReader): void {
  const { draft, source } = reader;
  const pending = new Map<string, Pending>();
  let section: Section | null = { group: addGroup(draft, 'ungrouped'), kind: 'hosts', vars: new Map() };
  for (const line of linesOf(source.text)) {
    if (/^[#;]/.test(line.text)) continue;
    if (SECTION.test(line.text)) section = openSection(reader, line, pending);
    else if (/^\[.*\]$/.test(line.text)) section = reportSection(reader, line);
    else if (section !== null) readLine(reader, section, line, pending);
  }
  for (const [name, { kind, line }] of pending) reportUndeclared(reader, name, kind, line);
}

/** Without the white space around them; empty ones are left out. */
function linesOf(text: string): readonly IniLine[] {
  return Array.from(text.matchAll(/[^\n\r\u0085\u2028\u2029]+/g)).flatMap(({ 0: written, index }) => {
    const trimmed = written.trim();
    return trimmed === '' ? [] : [{ text: trimmed, start: index + written.indexOf(trimmed) }];
  });
}

/** Null where its lines cannot be understood, so that the mistake is told once. */
function openSection(reader: IniReader, line: IniLine, pending: Map<string, Pending>): Section | null {
  const [, name = '', kind = 'hosts'] = SECTION.exec(line.text) ?? [];
  const range = reader.source.range(line.start + 1, line.start + 1 + name.length);
  if (kind !== 'hosts' && kind !== 'children' && kind !== 'vars') {
    reader.problems.error('ini-section', `there are no sections of the kind \`:${kind}\``, range, {
      hint: `[${name}] has hosts, [${name}:children] has groups, [${name}:vars] has variables`,
    });
    return null;
  }
  if (!checkName('group', name, range, reader.problems)) return null;
  declare(reader, name, kind, line, pending);
  return { group: addGroup(reader.draft, name, range), kind, vars: new Map() };
}

/** `[x]` and `[x:children]` declare a group, `[x:vars]` does not. Those that wanted it as a child get it now. */
function declare(reader: IniReader, name: string, kind: Kind, line: IniLine, pending: Map<string, Pending>): void {
  const awaited = pending.get(name);
  if (kind === 'vars') {
    if (!reader.draft.groups.has(name) && awaited === undefined) pending.set(name, { kind: 'vars', line, parents: [] });
    return;
  }
  pending.delete(name);
  const group = addGroup(reader.draft, name, reader.source.range(line.start + 1, line.start + 1 + name.length));
  for (const parent of awaited?.parents ?? []) addChild(parent, group);
}

function readLine(reader: IniReader, section: Section, line: IniLine, pending: Map<string, Pending>): void {
  if (section.kind === 'hosts') readHostLine(reader, section.group, line);
  else if (section.kind === 'vars') readVariable(reader, section, line);
  else readChild(reader, section.group, line, pending);
}

function readChild(reader: IniReader, parent: GroupDraft, line: IniLine, pending: Map<string, Pending>): void {
  const [, name] = CHILD.exec(line.text) ?? [];
  const range = reader.source.range(line.start, line.start + (name ?? line.text).length);
  if (name === undefined) {
    reader.problems.error('ini-line', `\`${line.text}\` is not the name of a group`, range, {
      hint: `below [${parent.name}:children] stands one group a line`,
    });
    return;
  }
  if (!checkName('group', name, range, reader.problems)) return;
  if (name === 'all') reader.problems.error('group-cycle', 'the group `all` cannot be a child', range);
  const group = reader.draft.groups.get(name);
  const awaited = pending.get(name);
  if (group !== undefined) addChild(parent, group);
  else if (awaited !== undefined) awaited.parents.push(parent);
  else pending.set(name, { kind: 'children', line, parents: [parent] });
}

function reportSection({ source, problems }: IniReader, { text, start }: IniLine): null {
  problems.error('ini-section', `\`${text}\` is not the head of a section`, source.range(start, start + text.length), {
    hint: 'for example [workers], [cluster:children] or [workers:vars], without spaces',
  });
  return null;
}

function reportUndeclared({ source, problems }: IniReader, name: string, kind: Kind, line: IniLine): void {
  const start = line.start + (kind === 'vars' ? 1 : 0);
  problems.error(
    'unknown-group',
    `the group \`${name}\` is declared nowhere`,
    source.range(start, start + name.length),
    {
      hint: `write a section [${name}] with its hosts, or take it out here`,
    },
  );
}
