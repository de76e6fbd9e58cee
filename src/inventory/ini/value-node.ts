import type { SourceRange } from '../../domain/diagnostic.ts';
import type { YamlNode } from '../../domain/yaml-node.ts';
import { parsePythonLiteral } from './python-literal.ts';
import type { IniReader } from './reader.ts';

export interface IniValue {
  readonly text: string;
  /** Where its UTF-16 unit `index` stands in the file. */
  at(index: number): number;
}

/** A value as Ansible types it: what Python reads as a literal, else the text. */
export function valueNode({ text, at }: IniValue, { source, seal }: IniReader): YamlNode {
  const place = (start: number, end: number): SourceRange =>
    end <= start ? source.range(at(start), at(start)) : source.range(at(start), at(end - 1) + 1);
  const literal = mayBeLiteral(text) ? parsePythonLiteral(text, place) : null;
  return seal(
    literal ?? {
      kind: 'scalar',
      value: text,
      written: text,
      style: 'double-quoted',
      range: place(0, text.length),
      locate: (offset, length = 1) => place(offset, offset + length),
    },
  );
}

/** Quick: most values are names and addresses. */
const mayBeLiteral = (text: string): boolean => /^[ \t]*[-+\d.'"[({TFNsbBrRuU]/.test(text);
