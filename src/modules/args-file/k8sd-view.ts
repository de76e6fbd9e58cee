import type { ArgsText } from './tokenize.ts';

/**
 * Flags (with dashes) that k8sd's service args controller would take for different although the running process has them:
 * it would restart the service every 2 minutes for ever (k8s-snap-facts.md, 3). Sorted.
 */
export function incomparableToK8sd({ text, words }: ArgsText): readonly string[] {
  const file = viewOf(text.split('\n'));
  const argv = viewOf(words.map((word) => word.text));
  const keys = [...new Set([...file.keys(), ...argv.keys()])];
  return keys.filter((key) => file.get(key) !== argv.get(key)).toSorted();
}

/**
 * Single-valued flags whose effective value would change when k8sd sorts the lines, which it does whenever it writes the file:
 * `--a=true` and then `--a="false"` are false today and true tomorrow. By the words of the file, in order.
 */
export function flippedBySorting({ text, words }: ArgsText): readonly string[] {
  const raw = words.map((word) => text.slice(word.offset, word.end));
  const last = viewOf(raw);
  const sorted = viewOf(raw.toSorted());
  return [...last.keys()].filter((key) => last.get(key) !== sorted.get(key));
}

/** Key: up to the first space or `=`. Value: the rest without `"` around it. Of one key the last line counts. */
function viewOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const trimmed = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(trimmed.map(splitLine));
}

function splitLine(line: string): [string, string] {
  const end = line.search(/[ =]/);
  return end < 0
    ? [line, '']
    : [
        line.slice(0, end),
        line
          .slice(end + 1)
          .trim()
          .replace(/^"+|"+$/g, ''),
      ];
}
