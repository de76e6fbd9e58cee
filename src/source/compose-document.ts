import { Composer, Parser } from 'yaml';
import type { Document, ParsedNode } from 'yaml';

import type { Problems } from './problems.ts';
import type { SourceText } from './source-text.ts';

export type SyntaxDocument = Pick<Document.Parsed, 'contents' | 'errors' | 'range'>;

/** The documents of a text, every scalar still a string: typing, duplicates, merges and tags are ours. */
export function composeDocuments(source: SourceText, problems: Problems): readonly SyntaxDocument[] {
  const options = { schema: 'failsafe', uniqueKeys: false, strict: true } as const;
  try {
    return [
      ...new Composer<ParsedNode, true>(options).compose(new Parser().parse(source.text), true, source.text.length),
    ];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the stack of the library's parser
    problems.error('yaml-too-deep', 'nested too deeply to be read', source.range(0, 1));
    return [];
  }
}
