import { readFileSync } from 'node:fs';

import type { RunEvent } from '../../../src/domain/event.ts';
import { readEvent } from '../../../src/render/read-event.ts';

/** The events of a run that was recorded with `--format jsonl` (fixtures/README.md). */
export function recorded(name: string): readonly RunEvent[] {
  const text = readFileSync(new URL(`../fixtures/${name}.jsonl`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => readEvent(line) ?? unreadable(line));
}

function unreadable(line: string): never {
  throw new Error(`no event: ${line}`);
}
