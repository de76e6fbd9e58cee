import { type Identity, identityKey } from '../../domain/connection.ts';
import type { Resource } from '../../domain/resource.ts';
import type { RunPlan } from '../../domain/run-plan.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { type RealPath, mayBeStale } from '../conflicts.ts';
import type { Slot } from '../slot.ts';
import { isFresh } from './compare.ts';
import { managedPaths } from './managed-paths.ts';
import { type Marker, markerKey, markerLines } from './marker.ts';
import { type PathMark, sameMark } from './path-mark.ts';
import { type Looked, lookQuestion, readLook, withSnaps, writeMarker } from './questions.ts';

/**
 * What a host's marker would say now. Each path is looked at in the frame that asks its tasks, and before their
 * questions: what changes in between makes the marker differ from the host, and never the other way round.
 */
export class MarkerWatch {
  readonly #key: string;
  readonly #digest: string;
  readonly #asked = new Set<string>();
  readonly #paths = new Map<string, PathMark>();
  readonly #snaps = new Map<string, string | null>();
  #marker: Marker | null = null;
  #keeper: Identity | null = null;

  constructor(key: string, digest: string) {
    this.#key = key;
    this.#digest = digest;
  }

  /** Who keeps the marker: root where any task is root's; null until somebody was asked. */
  get keeper(): Identity | null {
    return this.#keeper;
  }

  /** Of those that do the work, one keeps the marker; chosen once. */
  chooseFrom(identities: readonly Identity[]): void {
    this.#keeper ??= identities.find(isRoot) ?? identities[0] ?? null;
  }

  /** For sorting: the keeper is asked before the others. */
  order(identity: Identity): number {
    return this.#isKeeper(identity) ? 0 : 1;
  }

  #isKeeper(identity: Identity): boolean {
    return this.#keeper !== null && identityKey(this.#keeper) === identityKey(identity);
  }

  /** Asked by the keeper alone: looks at what these questions read, as far as it is not known yet. */
  slots(identity: Identity, reads: readonly Resource[]): readonly Slot[] {
    if (!this.#isKeeper(identity)) return [];
    const paths = withSnaps(managedPaths(reads)).filter((path) => !this.#asked.has(path));
    if (paths.length === 0) return [];
    for (const path of paths) this.#asked.add(path);
    const command = lookQuestion(this.#key, paths);
    return [{ command, asks: true, read: (output) => this.#note(readLook(paths, output)) }];
  }

  #note({ marker, paths, snaps }: Looked): void {
    this.#marker = marker;
    for (const [path, mark] of paths) this.#paths.set(path, mark);
    for (const [snap, revision] of snaps) if (!this.#snaps.has(snap)) this.#snaps.set(snap, revision);
  }

  /** Gives what is no longer known. What the run itself writes is looked at again where `again` says that it is asked again, too. */
  forget(writes: readonly Resource[], again: readonly Resource[], realPath: RealPath): readonly Resource[] {
    const written = writes.filter(({ kind }) => kind === 'path' || kind === 'sysctl');
    const anything = writes.some(({ kind }) => kind === 'any');
    const asked = new Set(managedPaths(again));
    const forgotten: Resource[] = [];
    for (const path of this.#asked) {
      const touched = written.length > 0 && mayBeStale([{ kind: 'path', path }], written, realPath);
      if (!touched && !(anything && asked.has(path))) continue;
      this.#asked.delete(path);
      this.#paths.delete(path);
      forgotten.push({ kind: 'path', path });
    }
    return forgotten;
  }

  startOver(): void {
    this.#asked.clear();
    this.#paths.clear();
    this.#snaps.clear();
  }

  /** What writes the marker of a host that is as wanted; null where the one that is there says the same. */
  renewal({
    run,
    who,
    now,
    hasUnsettled,
  }: {
    readonly run: string;
    readonly who: string;
    readonly now: number;
    /** A failure was ignored: such a marker is always too old to be enough. */
    readonly hasUnsettled: boolean;
  }): ShellCommand | null {
    const before = this.#marker;
    const same = before !== null && before.digest === this.#digest && this.#isAsIn(before);
    if (same && isFresh(before, now)) return null;
    const good = same ? { run: before.run, who: before.who, at: before.at } : { run, who, at: now };
    const lines = markerLines({
      ...good,
      checkedAt: hasUnsettled ? 0 : now,
      digest: this.#digest,
      snaps: this.#snaps,
      paths: this.#paths,
    });
    return writeMarker(this.#key, run, lines);
  }

  #isAsIn({ paths, snaps }: Marker): boolean {
    return (
      paths.size === this.#paths.size &&
      [...paths].every(([path, mark]) => isSeenAs(mark, this.#paths.get(path))) &&
      snaps.size === this.#snaps.size &&
      [...snaps].every(([snap, revision]) => this.#snaps.get(snap) === revision)
    );
  }
}

export const watchMarker = ({ playbook, digest }: Pick<RunPlan, 'playbook' | 'digest'>): MarkerWatch =>
  new MarkerWatch(markerKey(playbook), digest);

const isSeenAs = (mark: PathMark, seen: PathMark | undefined): boolean => seen !== undefined && sameMark(mark, seen);

const isRoot = (identity: Identity): boolean => identity.kind === 'become' && identity.user === 'root';
