import type { Place } from './grid-keys.ts';
import type { View } from './view.ts';

/** In CSS pixels. */
export interface GridSize {
  readonly row: number;
  readonly cell: number;
  readonly left: number;
  readonly head: number;
  /** Rows in sight. */
  readonly page: number;
  /** Narrow screens have a list of controls in place of the matrix. */
  readonly list: boolean;
  /** Cells have room for their words. */
  readonly roomy: boolean;
  readonly window: (element: HTMLElement) => GridWindow;
  readonly reveal: (element: HTMLElement, place: Place) => void;
}

/** What is in sight, and a little more. */
export interface GridWindow {
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
}

const NARROW = 640;
const ROOMY_CELL = 86;
const COMPACT_CELL = 22;
const MOST_LEFT = 780;
const SPARE = 4;

export function measure(element: HTMLElement, view: View): GridSize {
  const width = element.clientWidth;
  const list = width < NARROW;
  const least = Math.min(560, Math.round(width * (width < 900 ? 0.5 : 0.42)));
  const roomy = !list && view.columns.length * ROOMY_CELL <= width - least;
  const cell = roomy ? ROOMY_CELL : COMPACT_CELL;
  const left = list ? width : Math.max(least, Math.min(MOST_LEFT, width - view.columns.length * cell));
  const row = list ? 54 : 26;
  const head = list ? 0 : roomy ? 40 : headHeight(view);
  return {
    row,
    cell,
    left,
    head,
    list,
    roomy,
    page: Math.max(1, Math.floor((element.clientHeight - head) / row) - 1),
    window: ({ scrollTop, scrollLeft, clientHeight, clientWidth }) => {
      const column = list ? 0 : Math.max(0, Math.floor(scrollLeft / cell) - SPARE);
      return {
        row: Math.max(0, Math.floor(scrollTop / row) - SPARE),
        rows: Math.ceil(clientHeight / row) + 2 * SPARE,
        column,
        columns: list ? 0 : Math.ceil((clientWidth - left) / cell) + 2 * SPARE,
      };
    },
    reveal: (area, place) => {
      const top = place.row * row;
      area.scrollTop = within(area.scrollTop, top, area.clientHeight - head - row);
      if (place.column >= 0 && !list)
        area.scrollLeft = within(area.scrollLeft, place.column * cell, area.clientWidth - left - cell);
    },
  };
}

/** Names stand upright: as high as the longest of them, within reason. */
const headHeight = ({ columns }: View): number =>
  Math.min(150, 24 + 7 * Math.max(4, ...columns.map(({ title }) => title.length)));

/** The least scrolling after which `start` is in sight. */
const within = (scroll: number, start: number, room: number): number =>
  Math.max(Math.min(scroll, start), start - Math.max(0, room));
