import { paragraph } from './page.ts';
import type { Page } from './page.ts';

/** Something that `explain` can tell about. */
export interface Topic {
  /** `exit code`, `error`, `module`, … */
  readonly kind: string;
  readonly name: string;
  /** Other words for it. */
  readonly also?: readonly string[];
  readonly page: Page;
}

/** A topic for each word of a table. */
export const topicsOf = (kind: string, table: Readonly<Record<string, string>>): readonly Topic[] =>
  Object.entries(table).map(([name, text]) => ({
    kind,
    name,
    page: { title: `${name}  (${kind})`, blocks: [paragraph(text)] },
  }));
