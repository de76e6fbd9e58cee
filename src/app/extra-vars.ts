import type { Parsed } from '../domain/diagnostic.ts';
import type { SealedTexts } from '../domain/sealed-texts.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import type { Value } from '../domain/value.ts';
import { asMap, nodeToValue } from '../source/decode.ts';
import { parseYaml } from '../source/parse-yaml.ts';
import { collectProblems } from '../source/problems.ts';
import type { Problems } from '../source/problems.ts';
import { shellWords } from './shell-words.ts';

/**
 * The variables of all `-e`, later ones winning: `k=v k2='two words'` (always text, as in Ansible), a JSON or YAML
 * mapping, or `@file`. Errors, all at once: `extra-vars`, `host-key-variable`, and those of `parseYaml`.
 */
export function readExtraVars(texts: readonly string[], files: SourceFiles): Parsed<ReadonlyMap<string, Value>> {
  const problems = collectProblems();
  const entries = texts.flatMap((text) => [...readOne(text.trim(), files, problems)]);
  for (const [name] of entries) checkName(name, problems);
  return problems.finish(new Map(entries));
}

function readOne(text: string, files: SourceFiles, problems: Problems): ReadonlyMap<string, Value> {
  if (text.startsWith('@')) return readVarsFile(text.slice(1), files, problems);
  if (/^[{[]/.test(text) || /^[A-Za-z_]\w*:(?:\s|$)/.test(text)) return readMapping('-e', text, problems);
  const words = shellWords(text);
  if (words === null) problems.error('extra-vars', '-e: a quote is not closed');
  return new Map((words ?? []).flatMap((word, index) => readWord(word, index, problems)));
}

function readVarsFile(path: string, files: SourceFiles, problems: Problems): ReadonlyMap<string, Value> {
  if (files.isFile(path)) return readMapping(path, files.read(path) ?? '', problems, files.sealed);
  problems.error('extra-vars', `-e @${path}: there is no such file`);
  return new Map();
}

function readMapping(
  file: string,
  text: string | Uint8Array,
  problems: Problems,
  sealed?: SealedTexts,
): ReadonlyMap<string, Value> {
  const node = problems.take(parseYaml(file, text, sealed));
  const map = node === null ? null : asMap(node, '-e', problems);
  return new Map((map?.entries ?? []).map(({ key, value }) => [key.written, nodeToValue(value)]));
}

/** A word that is no assignment may be a part of a password: it is not shown. */
function readWord(word: string, index: number, problems: Problems): readonly (readonly [string, Value])[] {
  const at = word.indexOf('=');
  if (at > 0) return [[word.slice(0, at), word.slice(at + 1)]];
  problems.error('extra-vars', `-e: word ${index + 1} is neither k=v, nor a mapping, nor @file`, undefined, {
    hint: 'for example -e audit_days=90, or -e \'{"audit_days": 90}\'',
  });
  return [];
}

function checkName(name: string, problems: Problems): void {
  if (!/^[A-Za-z_]\w*$/.test(name))
    problems.error('extra-vars', `-e: \`${name}\` is no name of a variable`, undefined, {
      hint: 'letters, digits and _, no digit first',
    });
  if (/host_?key_?check|ssh_(?:common|extra)_args|^ansible_ssh_args$/i.test(name)) {
    problems.error('host-key-variable', `there is no variable \`${name}\`: host keys are always checked`, undefined, {
      hint: 'for hosts that are new: --accept-new records their key',
    });
  }
}
