import type { ExplainedDrift, Moved } from '../../domain/drift.ts';
import { caseOf } from './case.ts';
import { type Evidence, noEvidence } from './evidence.ts';
import { type DriftedItem, type FoundDrift, readsPath } from './found-drift.ts';
import { causeOfItem } from './item-cause.ts';
import type { Judged } from './judged.ts';
import { joinParts } from './join-parts.ts';
import { movedWords } from './moved-words.ts';
import { causeOfPath } from './path-cause.ts';
import { causeOfSnap } from './snap-cause.ts';

/**
 * Why it is so: one a cause and class, the worst class first. Every path and snap that moved and every drifted item is
 * in exactly one of them; an item that reads several paths is with the worst. `evidence` is null where the host could
 * not be asked. Times of causes are on the host's clock.
 */
export function explain(found: FoundDrift, evidence: Evidence | null): readonly ExplainedDrift[] {
  const about = caseOf(found, evidence ?? noEvidence);
  const paths = found.paths.map((moved) => ({
    path: moved.path,
    moved: movedWords([moved], []),
    judged: causeOfPath(moved, about),
  }));
  const parts: readonly ExplainedDrift[] = [
    ...found.snaps.map((moved) => partOf(causeOfSnap(moved, about), movedWords([], [moved]))),
    ...paths.map(({ judged, moved }) => partOf(judged, moved)),
    ...found.drifted.map((item) => itemPart(worstOf(item, paths) ?? causeOfItem(item, found, about), item)),
  ];
  return joinParts(parts)
    .map(harmlessIfOurs)
    .toSorted((a, b) => severity(b) - severity(a));
}

interface JudgedPath {
  readonly path: string;
  readonly judged: Judged;
}

const worstOf = (item: DriftedItem, paths: readonly JudgedPath[]): Judged | undefined =>
  paths
    .filter(({ path }) => readsPath(item, path))
    .map(({ judged }) => judged)
    .toSorted((a, b) => severity(b) - severity(a))[0];

const severity = ({ class: kind }: Pick<Judged, 'class'>): number =>
  ['expected', 'unknown', 'unexpected'].indexOf(kind);

const partOf = (judged: Judged, moved: readonly Moved[]): ExplainedDrift => ({
  ...judged,
  moved,
  items: [],
  controls: [],
});

const itemPart = (judged: Judged, { taskId, item, controls }: DriftedItem): ExplainedDrift => ({
  ...judged,
  moved: [],
  items: [{ taskId, item }],
  controls,
});

/** What another run of Bulwark wrote is nobody's worry as long as this playbook is content with it. */
const harmlessIfOurs = (part: ExplainedDrift): ExplainedDrift =>
  part.cause.kind === 'bulwark' && part.items.length === 0 ? { ...part, class: 'expected' } : part;
