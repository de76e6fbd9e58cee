import { type Identity, identityKey } from '../../domain/connection.ts';
import type { HostWork } from '../host-work.ts';
import { type Comparison, compare } from './compare.ts';
import { type CheapAnswer, cheapQuestion, readCheap } from './questions.ts';

/** Asks a host for its marker and for what that names, in one exchange, and compares. Rejects with ConnectError. */
export async function compareHost(
  work: HostWork,
  identity: Identity,
  about: { readonly key: string; readonly now: number },
): Promise<Comparison> {
  const { options, planDigest: digest } = work;
  const answers: CheapAnswer[] = [];
  await work.askCheaply(identity, {
    command: cheapQuestion(about.key),
    asks: true,
    read: (output) => void answers.push(readCheap(output)),
  });
  const [found] = answers;
  if (found === undefined)
    return { marker: null, paths: [], snaps: [], why: options.full === true ? 'asked' : 'never-applied' };
  const pending = found.pending.length > 0;
  const comparison = compare(found.marker, found, { digest, now: about.now, full: options.full === true, pending });
  // A host that is looked at is surveyed in the first frame of that, as always.
  if (comparison.why === null)
    work.surveys.set(identityKey(identity), { ...found, traits: nothingKnown, done: new Map() });
  return comparison;
}

const nothingKnown = { memory: null, os: null, kernel: null, snap: null, refreshedAt: null };
