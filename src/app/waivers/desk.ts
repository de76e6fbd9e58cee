import { idFinder } from '../../controls/find-control.ts';
import type { Baseline } from '../../controls/baseline.ts';
import type { Catalogue } from '../../domain/control.ts';
import { type Diagnostic, type Parsed, parsed, refused } from '../../domain/diagnostic.ts';
import { joinPath } from '../../inventory/paths.ts';
import { readBaseline } from '../assess/baseline-file.ts';
import { earlierAssessment } from '../assess/earlier.ts';
import type { CommonOptions } from '../invocation.ts';
import type { AppPorts } from '../ports.ts';
import type { Inputs } from '../prepare.ts';
import { readProject } from '../read-project.ts';
import { waiversFolder } from '../read-waivers.ts';
import { shippedCatalogue } from '../shipped-catalogue.ts';

/** What every `waivers` command works with. */
export interface WaiverDesk {
  readonly catalogue: Catalogue;
  readonly inputs: Inputs;
  /** The file that is read, or would be. */
  readonly path: string;
  readonly isThere: boolean;
}

export async function waiverDesk(asked: CommonOptions, ports: AppPorts): Promise<Parsed<WaiverDesk>> {
  const catalogue = shippedCatalogue(ports);
  if (!catalogue.ok) return catalogue;
  const inputs = await readProject(asked, ports);
  if (!inputs.ok) return inputs;
  const folder = ports.foldersAbove.find((one) => ports.files.isFile(joinPath(one, 'bulwark.yaml'))) ?? '.';
  const path = inputs.value.config.waivers ?? joinPath(folder, 'waivers.yaml');
  if (ports.files.isFolder(path)) return refused(waiversFolder(path));
  return parsed({ catalogue: catalogue.value, inputs: inputs.value, path, isThere: ports.files.isFile(path) });
}

/** The assessment of a file, or the last one of this folder; null: there is none. */
export function lastAssessment(file: string | null, catalogue: Catalogue, ports: AppPorts): Parsed<Baseline | null> {
  const idOf = idFinder(catalogue);
  if (file !== null) return readBaseline(file, ports.files, idOf);
  return parsed(earlierAssessment(ports.history, { folder: ports.folder, playbook: null }, idOf));
}

export const nothingAssessed: Diagnostic = {
  severity: 'error',
  code: 'no-assessment',
  summary: 'nothing was assessed from this folder yet',
  hint: 'first `bulwark assess`; or name what `bulwark assess -o FILE.json` wrote: bulwark waivers init FILE.json',
};
