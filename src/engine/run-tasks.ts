import { runHandlers } from './handlers.ts';
import type { SectionContext, SectionEnd } from './section-context.ts';
import { Section } from './section.ts';
import { undoBlock } from './undo-block.ts';

/** The tasks of a play on one host, with the handlers that are flushed between them; not those at its end. */
export const runTasks = (context: SectionContext, settle: () => boolean): Promise<SectionEnd> =>
  new Section(context, context.play.tasks, {
    blocks: context.play.blocks,
    flush: (about) => runHandlers(context, { ...about, settle, isLast: false }),
    undo: (left) => undoBlock(context, left),
  }).run();
