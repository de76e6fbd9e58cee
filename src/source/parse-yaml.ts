import type { Parsed } from '../domain/diagnostic.ts';
import { sealKind } from '../domain/sealed-texts.ts';
import type { SealedTexts } from '../domain/sealed-texts.ts';
import type { YamlNode } from '../domain/yaml-node.ts';
import { buildNode } from './build-node.ts';
import { composeDocuments } from './compose-document.ts';
import type { SyntaxDocument } from './compose-document.ts';
import { decodeText } from './decode-text.ts';
import { collectProblems } from './problems.ts';
import type { Problems } from './problems.ts';
import { sourceText } from './source-text.ts';
import type { SourceText } from './source-text.ts';
import { openFile } from './open-sealed.ts';
import { sealNode } from './seal-node.ts';
import { reportSyntaxErrors } from './syntax-errors.ts';

/**
 * Reads one YAML 1.2 document. `file` is the name for people; null means an empty document, which the caller judges.
 * Errors, all at once: `yaml-encoding`, `yaml-control-character`, `yaml-syntax`, `yaml-tab`, `yaml-documents`,
 * `yaml-too-deep`, `yaml-alias`, `yaml-too-large`, `yaml-tag`, `yaml-key`, `duplicate-key`, `unquoted-template`, `sealed`.
 * `sealed` opens `!vault` values and files that are encrypted as a whole, whose values all become `Secret`.
 */
export function parseYaml(file: string, bytes: Uint8Array | string, sealed?: SealedTexts): Parsed<YamlNode | null> {
  const problems = collectProblems();
  const isSealed = typeof bytes !== 'string' && sealKind(bytes) !== null;
  const opened = isSealed ? openFile(file, bytes, sealed, problems) : bytes;
  const text = opened === null ? null : decodeText(file, opened, problems);
  const node = text === null ? null : readText({ ...sourceText(file, text), sealed }, problems);
  return problems.finish(node === null || !isSealed || sealed === undefined ? node : sealNode(node, sealed));
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
