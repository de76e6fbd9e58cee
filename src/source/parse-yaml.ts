import type { Parsed } from '../domain/diagnostic.ts';
import type { YamlNode } from '../domain/yaml-node.ts';
import { buildNode } from './build-node.ts';
import { composeDocuments } from './compose-document.ts';
import type { SyntaxDocument } from './compose-document.ts';
import { decodeText } from './decode-text.ts';
import { collectProblems } from './problems.ts';
import type { Problems } from './problems.ts';
import { sourceText } from './source-text.ts';
import type { SourceText } from './source-text.ts';
import { reportSyntaxErrors } from './syntax-errors.ts';

/**
 * Reads one YAML 1.2 document. `file` is the name for people; null means an empty document, which the caller judges.
 * Errors, all at once: `yaml-encoding`, `yaml-control-character`, `yaml-syntax`, `yaml-tab`, `yaml-documents`,
 * `yaml-too-deep`, `yaml-alias`, `yaml-too-large`, `yaml-tag`, `yaml-key`, `duplicate-key`, `unquoted-template`.
 */
export function parseYaml(file: string, bytes: Uint8Array | string): Parsed<YamlNode | null> {
  const problems = collectProblems();
  const text = decodeText(file, bytes, problems);
  return problems.finish(text === null ? null : readText(sourceText(file, text), problems));
}

function readText(source: SourceText, problems: Problems): YamlNode | null {
  const documents = composeDocuments(source, problems);
  reportMoreDocuments(source, documents, problems);
  const [document] = documents;
  const { node, clues } = buildNode(source, document?.contents ?? null, problems);
  const errors = documents.flatMap((each) => each.errors);
  reportSyntaxErrors(source, errors, clues, problems);
  return isEmpty(node) ? null : node;
}

function reportMoreDocuments(source: SourceText, documents: readonly SyntaxDocument[], problems: Problems): void {
  const second = documents[1];
  if (second === undefined) return;
  const offset = source.text.lastIndexOf('---', second.contents?.range[0] ?? second.range[0]);
  const start = offset === -1 ? second.range[0] : offset;
  problems.error('yaml-documents', 'a second document in one file', source.range(start, start + 3), {
    hint: 'keep one document in each file',
  });
}

const isEmpty = (node: YamlNode | null): boolean =>
  node?.kind === 'scalar' && node.value === null && node.written === '';
