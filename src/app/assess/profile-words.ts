import { profiles } from '../../controls/profiles.ts';
import type { Profile } from '../../controls/profiles.ts';

/** What `--profile` takes. */
export const profileWords: readonly Profile[] = profiles;
export type ProfileWord = Profile;
