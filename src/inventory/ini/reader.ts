import type { YamlNode } from '../../domain/yaml-node.ts';
import type { Problems } from '../../source/problems.ts';
import type { SourceText } from '../../source/source-text.ts';
import type { Draft } from '../draft.ts';

/** What the readers of the lines of an INI inventory share. */
export interface IniReader {
  readonly draft: Draft;
  readonly source: SourceText;
  readonly problems: Problems;
  /** Makes values secret where the file was encrypted. */
  readonly seal: (node: YamlNode) => YamlNode;
}

/** A line without the white space around it, and the offset where it starts. */
export interface IniLine {
  readonly text: string;
  readonly start: number;
}
