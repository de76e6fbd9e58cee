import { withAttributes } from './dom.ts';
import { headOf, rowOf } from './grid-cells.ts';
import { measure } from './grid-size.ts';
import type { GridSize } from './grid-size.ts';
import { moved } from './grid-keys.ts';
import type { Place } from './grid-keys.ts';
import type { Model } from './model.ts';
import type { View } from './view.ts';

export interface Grid {
  readonly show: (view: View) => void;
  /** Chooses a control, and the host of that name; false: the filters hide it. */
  readonly select: (control: number, column: string | null) => boolean;
  readonly focus: () => void;
}

interface GridEvents {
  /** Somebody wants to see it: `columns` are of the data; none: the whole control. */
  readonly chosen: (control: number, columns: readonly number[]) => void;
  readonly moved: (control: number, columns: readonly number[]) => void;
}

/** Only what is in sight is in the page: 122,000 cells are as quick as 50. */
export function startGrid(element: HTMLElement, model: Model, events: GridEvents): Grid {
  const canvas = element.appendChild(document.createElement('div'));
  canvas.className = 'canvas';
  let view: View = { rows: [], columns: [], tallies: new Map() };
  let place: Place = { row: 0, column: -1 };
  let size: GridSize = measure(element, view);
  let waiting = false;

  const draw = (): void => {
    waiting = false;
    const window = size.window(element);
    const rows = view.rows
      .slice(window.row, window.row + window.rows)
      .map((row, at) => rowOf({ model, view, size, place, window }, row, window.row + at));
    canvas.replaceChildren(headOf({ model, view, size, place, window }), ...rows);
    if (view.rows[place.row] === undefined) element.removeAttribute('aria-activedescendant');
    else element.setAttribute('aria-activedescendant', `c${place.row}-${place.column}`);
  };
  const soon = (): void => {
    if (!waiting) requestAnimationFrame(draw);
    waiting = true;
  };
  const fit = (): void => {
    size = measure(element, view);
    canvas.style.height = `${size.head + view.rows.length * size.row}px`;
    canvas.style.width = size.list ? '100%' : `${size.left + view.columns.length * size.cell}px`;
    element.style.setProperty('--left', `${size.left}px`);
    element.style.setProperty('--cell', `${size.cell}px`);
    element.style.setProperty('--row', `${size.row}px`);
    element.style.setProperty('--head', `${size.head}px`);
    element.classList.toggle('list', size.list);
    element.classList.toggle('roomy', size.roomy);
    withAttributes(element, { 'aria-rowcount': view.rows.length + 1, 'aria-colcount': view.columns.length + 1 });
  };
  const tell = (to: (control: number, columns: readonly number[]) => void): void => {
    const row = view.rows[place.row];
    if (row !== undefined) to(row.control, view.columns[place.column]?.members ?? []);
  };
  const go = (to: Place): void => {
    place = to;
    size.reveal(element, place);
    draw();
    tell(events.moved);
  };

  element.addEventListener('scroll', soon, { passive: true });
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') tell(events.chosen);
    else {
      const to = moved(place, event.key, { rows: view.rows.length, columns: view.columns.length, page: size.page });
      if (to === null) return;
      go(to);
    }
    event.preventDefault();
  });
  element.addEventListener('click', ({ target }) => {
    const cell = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
    if (cell === null) return;
    go({ row: Number(cell.dataset['row']), column: size.list ? -1 : Number(cell.dataset['column']) });
    tell(events.chosen);
  });
  new ResizeObserver(() => {
    fit();
    soon();
  }).observe(element);

  return {
    show: (next) => {
      const control = view.rows[place.row]?.control;
      view = next;
      place = {
        row: Math.max(
          0,
          view.rows.findIndex((row) => row.control === control),
        ),
        column: -1,
      };
      fit();
      size.reveal(element, place);
      draw();
    },
    select: (control, column) => {
      const row = view.rows.findIndex((one) => one.control === control);
      if (row < 0) return false;
      go({ row, column: columnNamed(model, view, column) });
      tell(events.chosen);
      return true;
    },
    focus: () => element.focus({ preventScroll: true }),
  };
}

const columnNamed = (model: Model, { columns }: View, name: string | null): number =>
  columns.findIndex(({ members }) => members.some((member) => model.columns[member]?.name === name));
