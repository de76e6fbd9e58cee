import { askUntilGood } from './ask.ts';
import type { InitContext, Step } from './draft.ts';
import { readClusterName } from './names.ts';

/** What the cluster calls itself, else what the operator says; the folder's name is offered. */
export function nameOfCluster(known: string | null, context: InitContext): Promise<Step<string>> {
  const { asked, ports } = context;
  const folder = readClusterName(ports.project.folderName);
  const usable = known !== null && readClusterName(known).ok ? known : null;
  return askUntilGood(
    {
      words: 'Name of the cluster',
      otherwise: folder.ok ? folder.value : null,
      given: asked.name ?? usable,
      read: readClusterName,
      option: '--name prod-a',
    },
    context,
  );
}
