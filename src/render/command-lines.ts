import { cells, padTo } from './columns.ts';

/**
 * `Next   bulwark apply     do it`: what is too long goes on after a backslash, so that it can still be pasted. `label`
 * has the spaces that end it.
 */
export function nextLines(
  commands: readonly { readonly command: string; readonly why: string }[],
  width: number,
  label = 'Next   ',
): readonly string[] {
  const lead = label.length;
  const longest = Math.max(...commands.map(({ command }) => command.length));
  return commands.flatMap(({ command, why }, index) => {
    const [first = '', ...rest] = commandLines(command, width - lead);
    const line = `${index === 0 ? label : ' '.repeat(lead)}${first}`;
    const fits = lead + longest + 3 + why.length <= width && why !== '';
    return [
      fits ? `${padTo(line, lead + longest + 3)}${why}` : line,
      ...rest.map((part) => `${' '.repeat(lead)}${part}`),
    ];
  });
}

/** A command on as many lines as it needs, broken in front of its options; all but the last end with a backslash. */
export function commandLines(command: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const part of optionParts(command)) {
    const last = lines.at(-1);
    if (last !== undefined && cells(`${last} ${part} \\`) <= width) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(last === undefined ? part : `  ${part}`);
  }
  return lines.map((line, index) => (index < lines.length - 1 ? `${line} \\` : line));
}

/** The command cut in front of each option; what stands in quotes stays whole. */
function optionParts(command: string): readonly string[] {
  const parts: string[] = [];
  for (const [word] of command.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/g)) {
    if (parts.length === 0 || word.startsWith('-')) parts.push(word);
    else parts[parts.length - 1] += ` ${word}`;
  }
  return parts;
}
