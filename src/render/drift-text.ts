import { conditionsOf } from '../report/conditions.ts';
import { driftOf } from '../report/watch.ts';
import type { Watched } from '../report/watch.ts';
import { calmText } from './calm-text.ts';
import { wrap } from './columns.ts';
import { duration } from './duration.ts';
import { reached, sinceStart } from './fleet-words.ts';
import { groupDrift, headText } from './mail/drift-text.ts';
import { mailText } from './mail/mail-text.ts';
import { sections } from './plan-text.ts';
import type { Story } from './story.ts';
import type { TextOptions } from './text-options.ts';
import { besideTime, timed } from './time-column.ts';
import { unreachableText } from './unreachable-text.ts';

/** What `drift` found: one line where nothing did, else the causes as a mail tells them, with every diff where asked. */
export function driftText(story: Story, watched: Watched, options: TextOptions): readonly string[] {
  const news = conditionsOf(watched, 'all');
  if (news.every(({ drift }) => drift?.state === 'as-wanted'))
    return [...calmText(story, driftOf(watched), options), ...unreachableText(story, options.width, '')];
  const [verdict = '', ...rest] = mailText(story, watched, { news, known: [], over: [] }, options);
  return [
    verdict,
    `Nothing was changed. ${duration(sinceStart(story))}`,
    ...(options.diff ? sections(story, reached(story), options) : []),
    ...rest,
  ];
}

/** Before a repair: what happened where, in a line a cause: `drift      cp-2  k8s 1.32.8 (x1) -> 1.32.9 (x2), 06:12 UTC`. */
export function causeLines(watched: Watched, at: number, options: TextOptions): readonly string[] {
  const explained = driftOf(watched).filter((drift) => drift.explained !== null);
  const lines = groupDrift(explained, at).flatMap((group) =>
    wrap(`drift      ${headText(group, at)}`, besideTime(options), 11),
  );
  return timed(lines, at, options);
}
