import { controlIdsIn } from '../../controls/control-ids.ts';
import { findControl } from '../../controls/find-control.ts';
import { controlIdForm } from '../../domain/control-id.ts';
import { type Parsed, parsed } from '../../domain/diagnostic.ts';
import type { ControlId } from '../../domain/module.ts';
import { asWritten, type Block, heading, type Page, paragraph } from '../../domain/page.ts';
import type { SourceFiles } from '../../domain/source-files.ts';
import type { ModuleSet } from '../../modules/index.ts';
import type { AppPorts } from '../ports.ts';
import { shippedCatalogue } from '../shipped-catalogue.ts';
import { type Carrier, carriersOf } from './carriers.ts';
import { controlPage } from './control-page.ts';
import { hereLines } from './here.ts';

/** Whether `explain` was asked about a control: `cis-4.1.1`, `CIS112-4.2.14`. */
export const isControlWord = (word: string): boolean => controlIdForm.test(word.trim().toUpperCase());

/**
 * What the catalogue says of a control, how it stands here, and which tasks carry it: those of the project's playbook,
 * else the shipped ones. Null when there is no such control. Errors as of `shippedCatalogue`.
 */
export function explainedControl(
  word: string,
  playbook: string | null,
  modules: ModuleSet,
  ports: Pick<AppPorts, 'files' | 'own' | 'history' | 'folder'>,
): Parsed<Page | null> {
  const catalogue = shippedCatalogue(ports);
  if (!catalogue.ok) return catalogue;
  const control = findControl(catalogue.value, word);
  if (control === null) return parsed(null);
  const carriers = carriersOf(playbook, ports.files, ports.own.shipped, modules);
  const page = controlPage(control, catalogue.value, hereLines(control.id, ports));
  const own = carriers.filter(({ control: id }) => id === control.id);
  return parsed({ ...page, blocks: [...page.blocks, ...taskBlocks(own)] });
}

/** Entries of one task stand together. */
function taskBlocks(carriers: readonly Carrier[]): readonly Block[] {
  const tasks = Map.groupBy(carriers, ({ where, task }) => `${where}  ${task}`);
  const blocks = [...tasks].flatMap(([task, entries]) => [
    paragraph(task),
    asWritten(entries.flatMap(({ wanted }) => wanted)),
  ]);
  return blocks.length === 0 ? [] : [heading('Tasks'), ...blocks];
}

/** Ids of the shipped controls, without reading and checking all of the catalogue. */
export const shippedControlIds = (shipped: SourceFiles): readonly ControlId[] =>
  (shipped.list('playbooks/controls') ?? []).flatMap((name) =>
    controlIdsIn(new TextDecoder().decode(shipped.read(`playbooks/controls/${name}`) ?? new Uint8Array())),
  );
