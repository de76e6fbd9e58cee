import type { SourceFiles } from '../domain/source-files.ts';
import type { TextOptions } from '../render/text-options.ts';

/** The playbooks that repair what an assessment finds: beside the project's own, as `init` puts them, or in a checkout. */
export function repairsHere(
  playbook: string | null,
  files: Pick<SourceFiles, 'isFile'>,
): NonNullable<TextOptions['assess']>['repairs'] {
  if (playbook !== null) return 'own';
  const placeOf = (name: string): string | null =>
    [`${name}.yaml`, `playbooks/${name}.yaml`].find((path) => files.isFile(path)) ?? null;
  return { cis: placeOf('cis'), stig: placeOf('stig') };
}
