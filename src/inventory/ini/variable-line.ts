import type { YamlNode } from '../../domain/yaml-node.ts';
import type { GroupDraft } from '../draft.ts';
import { setPriority } from '../priority.ts';
import { checkVariableName } from '../vars.ts';
import type { IniLine, IniReader } from './reader.ts';
import { valueNode } from './value-node.ts';

/** What `[group:vars]` said so far. */
export interface VariableSection {
  readonly group: GroupDraft;
  readonly vars: Map<string, YamlNode>;
}

/** `name = value` below `[group:vars]`: the value is all of the rest, read as Python would. */
export function readVariable(reader: IniReader, { group, vars }: VariableSection, { text, start }: IniLine): void {
  const { source, problems } = reader;
  const at = text.indexOf('=');
  if (at === -1) {
    problems.error('ini-line', `\`${text}\` is no variable`, source.range(start, start + text.length), {
      hint: `below [${group.name}:vars] stands one \`name=value\` a line`,
    });
    return;
  }
  const name = text.slice(0, at).trim();
  const range = source.range(start, start + Math.max(name.length, 1));
  if (!checkVariableName(name, range, problems)) return;
  const value = text.slice(at + 1);
  const from = start + at + 1 + (value.length - value.trimStart().length);
  const node = valueNode({ text: value.trim(), at: (index) => from + index }, reader);
  if (name === 'ansible_group_priority') {
    setPriority(group, node, problems);
    return;
  }
  if (vars.size === 0) group.layers.push({ origin: `${source.file} group ${group.name}`, vars });
  if (vars.has(name))
    problems.error('duplicate-key', `\`${name}\` is set twice in this section`, range, {
      hint: 'keep one of the lines',
    });
  vars.set(name, node);
}
