import { foldNodes } from '../../../../domain/node-set.ts';
import { statusWords } from '../words.ts';
import { element, withAttributes } from './dom.ts';
import type { Place } from './grid-keys.ts';
import type { GridSize, GridWindow } from './grid-size.ts';
import { isCluster, NO_STATUS, statusAt } from './model.ts';
import type { Model } from './model.ts';
import type { View, ViewRow } from './view.ts';
import type { ViewColumn } from './fold-columns.ts';

export interface Drawing {
  readonly model: Model;
  readonly view: View;
  readonly size: GridSize;
  readonly place: Place;
  readonly window: GridWindow;
}

/** One character a status, in the order of `controlStatuses`: nobody needs to tell colours apart. */
const glyphs: readonly string[] = ['✕', '?', '–', 'm', 'w', 'a', '·', ''];
const SHORT = 3;

/** The names of the columns, which stay in sight. */
export function headOf({ model, view, size, window }: Drawing): HTMLElement {
  const columns = inWindow(view.columns, window).map(({ members, names, title }, at) => {
    const first = model.columns[members[0] ?? 0];
    const kind = first === undefined ? '' : isCluster(first) ? 'cluster' : first.reached ? '' : 'away';
    const name = element('span', '', title);
    return withAttributes(element('div', `name ${kind}`, name), {
      role: 'columnheader',
      'aria-colindex': window.column + at + 2,
      title: `${names} (${[first?.role, first?.reached === false ? 'not reached' : null].filter(Boolean).join(', ')})`,
    });
  });
  const corner = withAttributes(element('div', 'corner', 'control'), { role: 'columnheader', 'aria-colindex': 1 });
  const head = withAttributes(element('div', 'head', corner, element('div', 'cells', ...columns)), {
    role: 'row',
    'aria-rowindex': 1,
  });
  shift(head, size, window);
  return head;
}

export function rowOf(drawing: Drawing, row: ViewRow, at: number): HTMLElement {
  const { model, view, size, place, window } = drawing;
  const cells = inWindow(view.columns, window).map((column, index) =>
    cellOf(drawing, row, at, column, window.column + index),
  );
  const control = model.controls[row.control];
  const lead = withAttributes(
    element(
      'div',
      `lead${place.row === at && place.column === -1 ? ' active' : ''}`,
      element('span', `word s${row.status}`, statusWords[row.status] ?? ''),
      element('span', 'id', control?.id ?? ''),
      element('span', 'title', control?.title ?? ''),
      element('span', 'weight', control?.weight ?? ''),
      size.list ? element('span', 'who', whoHas(model, row, view)) : null,
    ),
    {
      role: 'rowheader',
      id: `c${at}--1`,
      'data-row': at,
      'data-column': -1,
      'aria-colindex': 1,
      'aria-selected': String(place.row === at && place.column === -1),
      title: control?.title ?? '',
    },
  );
  const made = withAttributes(
    element('div', `row${place.row === at ? ' here' : ''}`, lead, element('div', 'cells', ...cells)),
    { role: 'row', 'aria-rowindex': at + 2 },
  );
  made.style.transform = `translateY(${size.head + at * size.row}px)`;
  shift(made, size, window);
  return made;
}

function cellOf(
  drawing: Drawing,
  row: ViewRow,
  at: number,
  { members, title }: ViewColumn,
  column: number,
): HTMLElement {
  const { model, size, place } = drawing;
  const status = statusAt(model, row.control, members[0] ?? 0);
  const active = place.row === at && place.column === column ? ' active' : '';
  const word = status === NO_STATUS ? 'not in its scope' : (statusWords[status] ?? '');
  const text = status === NO_STATUS ? '' : size.roomy ? word : (glyphs[status] ?? '');
  return withAttributes(element('div', `cell s${status === NO_STATUS ? 'none' : status}${active}`, text), {
    role: 'gridcell',
    id: `c${at}-${column}`,
    'data-row': at,
    'data-column': column,
    'aria-colindex': column + 2,
    'aria-selected': String(active !== ''),
    'aria-label': `${title}: ${word}`,
    title: `${title}: ${word}`,
  });
}

const inWindow = (columns: readonly ViewColumn[], { column, columns: number }: GridWindow): readonly ViewColumn[] =>
  columns.slice(column, column + number);

function shift(row: HTMLElement, { cell }: GridSize, { column }: GridWindow): void {
  row.style.setProperty('--before', `${column * cell}px`);
}

/** `fail cp-[1-3] · pass 2`: who is not as the others comes by name. */
function whoHas(model: Model, { control, status }: ViewRow, { columns }: View): string {
  const by = new Map<number, string[]>();
  for (const { members } of columns)
    for (const member of members) {
      const own = statusAt(model, control, member);
      if (own !== NO_STATUS) by.set(own, [...(by.get(own) ?? []), model.columns[member]?.name ?? '']);
    }
  return [...by]
    .toSorted(([a], [b]) => a - b)
    .slice(0, SHORT)
    .map(
      ([own, names]) => `${statusWords[own] ?? ''} ${own === status && by.size > 1 ? foldNodes(names) : names.length}`,
    )
    .join(' · ');
}
