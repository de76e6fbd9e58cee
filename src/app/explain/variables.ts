import { asWritten, paragraph } from '../../domain/page.ts';
import type { SourceFiles } from '../../domain/source-files.ts';
import type { Topic } from '../../domain/topic.ts';
import { asVars } from '../../inventory/vars.ts';
import { parseYaml } from '../../source/parse-yaml.ts';
import { collectProblems } from '../../source/problems.ts';
import { shownNode } from '../shown-variable.ts';

const FILE = 'inventory/group_vars/all.yaml';

/** The variables of the shipped playbooks: meaning and default from the file that lists them all. */
export function variableTopics(shipped: SourceFiles): readonly Topic[] {
  const bytes = shipped.isFile(FILE) ? shipped.read(FILE) : null;
  if (bytes === null) return [];
  const problems = collectProblems();
  const node = problems.take(parseYaml(FILE, bytes));
  const vars = (node === null ? null : asVars(node, FILE, problems)) ?? new Map<string, never>();
  const comments = commentsOf(new TextDecoder().decode(bytes));
  return [...vars].map(([name, value]) => ({
    kind: 'variable',
    name,
    page: {
      title: `${name}  (variable of the shipped playbooks)`,
      blocks: [
        ...(comments.get(name) ?? []).map(paragraph),
        paragraph(`Default: ${shownNode(name, value)}`),
        paragraph('Set it in the inventory, in group_vars, or with -e. Where the value of a host comes from:'),
        asWritten([`bulwark inventory why HOST ${name}`]),
      ],
    },
  }));
}

/** By variable: the heading (`# ---- words`) that it stands under, and the comment above it or above its neighbours. */
function commentsOf(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  let title = '';
  let comment: string[] = [];
  let isFresh = false;
  for (const line of text.split('\n')) {
    const words = /^# ?(?!-{2,})(.*)$/.exec(line)?.[1];
    const name = /^([A-Za-z_]\w*):/.exec(line)?.[1];
    const head = /^# -{2,} ?(.*)$/.exec(line)?.[1];
    if (head !== undefined) [title, comment] = [head, []];
    else if (words !== undefined) comment = isFresh ? [...comment, words] : [words];
    else if (line === '') comment = [];
    if (name !== undefined) found.set(name, [title, comment.join(' ')].filter((part) => part !== '').map(sentence));
    isFresh = words !== undefined || (head !== undefined && isFresh);
  }
  return found;
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
