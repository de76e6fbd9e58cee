import type { BenchmarkId, Control } from './control.ts';
import type { ControlId } from './module.ts';

/** CIS 1.24 numbers, CIS 1.12 numbers of what 1.24 lacks, DISA STIG vulnerability ids, our own. */
export const controlIdForm = /^(?:CIS(?:112)?-[0-9]+(?:\.[0-9]+)+|V-[0-9]{6}|BW-[A-Z0-9]+(?:[.-][A-Z0-9]+)*)$/;

/** An id of each form, for hints. */
export const controlIdExamples = 'CIS-1.2.19, CIS112-4.2.14, V-242463 or BW-CERT-30';

/** The benchmark whose numbers the ids of this form are. */
export function homeOf(id: ControlId): BenchmarkId {
  if (id.startsWith('CIS112-')) return 'cis-1.12';
  if (id.startsWith('CIS-')) return 'cis-1.24';
  return id.startsWith('V-') ? 'stig' : 'bulwark';
}

/** `1.2.19` of `CIS-1.2.19`; the ids of the others are their numbers. */
export const numberIn = (id: ControlId): string => id.replace(/^CIS(?:112)?-/, '');

/** The id under which a report on a benchmark shows it: `CIS112-1.2.17` for `CIS-1.2.19` in CIS 1.12. */
export function shownId({ id, numbers }: Pick<Control, 'id' | 'numbers'>, benchmark: BenchmarkId): string {
  const number = numbers['cis-1.12'];
  return benchmark === 'cis-1.12' && number !== undefined ? `CIS112-${number}` : id;
}
