import { type Identity, identityKey } from '../../domain/connection.ts';
import type { HostWork } from '../host-work.ts';
import { type Comparison, compare } from './compare.ts';
import { type CheapAnswer, cheapQuestion, readCheap } from './questions.ts';

interface About {
  readonly key: string;
  readonly now: number;
}

/**
 * Asks a host for its marker and for what that names, in one exchange, and compares. What is gone may be on its way
 * back: then a snap refresh is waited for, and it is asked again. Rejects with ConnectError.
 */
export async function compareHost(work: HostWork, identity: Identity, about: About): Promise<Comparison> {
  const found = await compareOnce(work, identity, about);
  if (!isGone(found)) return found;
  await work.outlast(identity, null);
  return compareOnce(work, identity, about);
}

/** As a unit file or the current revision are in the middle of a refresh. */
const isGone = ({ paths, snaps }: Comparison): boolean =>
  paths.some(({ after }) => after.kind === 'absent') || snaps.some(({ after }) => after === null);

async function compareOnce(work: HostWork, identity: Identity, about: About): Promise<Comparison> {
  const { options, planDigest: digest } = work;
  const answers: CheapAnswer[] = [];
  await work.askCheaply(identity, {
    command: cheapQuestion(about.key),
    asks: true,
    read: (output) => void answers.push(readCheap(output)),
  });
  const [found] = answers;
  const judging = { digest, now: about.now, full: options.full === true };
  if (found === undefined) return compare(null, unknownMarks, { ...judging, pending: false });
  const { marker, folder, machineId, pending } = found;
  const comparison = compare(marker, found, { ...judging, pending: pending.length > 0 });
  // A host that is looked at is surveyed in the first frame of that, as always.
  if (comparison.why === null)
    work.surveys.set(identityKey(identity), {
      folder,
      machineId,
      pending,
      traits: nothingKnown,
      standing: notAsked,
      done: new Map(),
    });
  return comparison;
}

const unknownMarks = { paths: new Map(), snaps: new Map() };
const nothingKnown = { memory: null, os: null, kernel: null, snap: null, refreshedAt: null };
const notAsked = { role: null, manager: null };
