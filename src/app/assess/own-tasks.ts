import { type Catalogue, partsOf } from '../../domain/control.ts';
import type { RunPlan, TaskPlan } from '../../domain/run-plan.ts';
import { sha256 } from '../../domain/sha256.ts';
import type { SourceFiles } from '../../domain/source-files.ts';
import { withoutVerdict } from '../../domain/without-verdict.ts';
import { brought } from './compile-assessment.ts';

/**
 * Controls that a task judges by its own words, of a playbook that is not as Bulwark brings it along: what such a task
 * asks cannot be compared with the catalogue. One text a file.
 */
export function ownTaskWords(
  { plays }: Pick<RunPlan, 'plays'>,
  { controls }: Pick<Catalogue, 'controls'>,
  seen: ReadonlyMap<string, Uint8Array>,
  shipped: SourceFiles,
): readonly string[] {
  const judging = plays.flatMap(({ tasks, handlers }) => [...tasks, ...handlers]).filter(isJudging);
  const byFile = Map.groupBy(judging, ({ range }) => range.file);
  const strange = [...byFile].filter(([file]) => !file.startsWith(brought));
  if (strange.length === 0) return [];
  const known = new Set(filesBelow('playbooks', shipped));
  return strange.flatMap(([file, tasks]) => {
    const bytes = seen.get(file);
    if (bytes !== undefined && known.has(sha256(bytes))) return [];
    const ids = new Set(
      tasks.flatMap((task) => task.controls.filter((id) => isByTask(controls.get(id)?.check ?? null))),
    );
    return ids.size === 0 ? [] : [words(file, [...ids].toSorted())];
  });
}

const isJudging = ({ controls, module }: TaskPlan): boolean => controls.length > 0 && !withoutVerdict.has(module);

const isByTask = (check: Parameters<typeof partsOf>[0]): boolean => partsOf(check).some(({ kind }) => kind === 'task');

function words(file: string, [first = '', second, ...others]: readonly string[]): string {
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const which = second === undefined ? first : `${first}, ${second}${more}`;
  return `${file} is not as Bulwark brings it, and judges ${which} by its own words`;
}

/** Digests. */
const filesBelow = (folder: string, files: SourceFiles): readonly string[] =>
  (files.list(folder) ?? []).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (files.isFolder(path)) return filesBelow(path, files);
    const bytes = files.read(path);
    return bytes === null ? [] : [sha256(bytes)];
  });
