import type { InitSource } from '../invocation.ts';
import type { InitContext } from './draft.ts';

/** The first question; null when nobody answers. */
export async function askSource({ ports, dialogue }: InitContext): Promise<InitSource | null> {
  if (!dialogue) return null;
  ports.desk.tell({
    kind: 'lines',
    lines: ['Where are the machines?', ...SOURCES.map(([, words], index) => `  ${index + 1}  ${words}`)],
  });
  for (;;) {
    const answer = await ports.desk.ask('> ');
    if (answer === null) return null;
    const chosen = SOURCES[Number(answer.trim()) - 1];
    if (chosen !== undefined) return chosen[0];
    ports.desk.tell({ kind: 'lines', lines: [`a number from 1 to ${SOURCES.length}`] });
  }
}

const SOURCES: readonly (readonly [InitSource, string])[] = [
  ['kubectl', 'kubectl get nodes (over SSH, on one control plane)'],
  ['ansible', 'an Ansible inventory'],
  ['ssh-config', '~/.ssh/config'],
  ['typed', 'I type them'],
];
