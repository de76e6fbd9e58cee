/** Where one stands in the matrix; column -1 is the control itself. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

interface Extent {
  readonly rows: number;
  readonly columns: number;
  /** Rows in sight. */
  readonly page: number;
}

/** Where a key leads; null: it leads nowhere. */
export function moved({ row, column }: Place, key: string, { rows, columns, page }: Extent): Place | null {
  const steps: Readonly<Record<string, Place>> = {
    ArrowDown: { row: row + 1, column },
    ArrowUp: { row: row - 1, column },
    ArrowRight: { row, column: column + 1 },
    ArrowLeft: { row, column: column - 1 },
    PageDown: { row: row + page, column },
    PageUp: { row: row - page, column },
    Home: { row: 0, column },
    End: { row: rows - 1, column },
  };
  const to = steps[key];
  return to === undefined || rows === 0
    ? null
    : { row: between(0, to.row, rows - 1), column: between(-1, to.column, columns - 1) };
}

const between = (least: number, value: number, most: number): number => Math.max(least, Math.min(value, most));
