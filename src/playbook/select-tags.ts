import { near } from '../domain/near.ts';
import type { Problems } from '../source/problems.ts';

/** What `--tags` and `--skip-tags` say; no tags at all means `all`. */
export interface TagSelection {
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
}

const SPECIAL = ['all', 'always', 'never', 'tagged', 'untagged'];

/** Ansible's rule (ansible-core 2.19, `Taggable.evaluate_tags`). A task without tags counts as tagged `untagged`. */
export function isSelected(own: readonly string[], { tags, skipTags }: TagSelection): boolean {
  const isTagged = own.length > 0;
  const names = new Set(isTagged ? own : ['untagged']);
  return isWanted(names, isTagged, tags.length === 0 ? ['all'] : tags) && !isSkipped(names, isTagged, skipTags);
}

/** Every name after -t and --skip-tags must be a tag of some task or one of the special words. */
export function checkTags(selection: TagSelection, known: ReadonlySet<string>, problems: Problems): void {
  const options = [
    ['-t', selection.tags],
    ['--skip-tags', selection.skipTags],
  ] as const;
  for (const [option, tags] of options) {
    for (const tag of tags.filter((name) => !known.has(name) && !SPECIAL.includes(name)))
      reportTag(option, tag, known, problems);
  }
}

function reportTag(option: string, tag: string, known: ReadonlySet<string>, problems: Problems): void {
  const guesses = near(tag, [...known, ...SPECIAL]);
  const all = [...known].toSorted().slice(0, 10).join(', ');
  const hint =
    guesses.length > 0
      ? `near: ${guesses.join(', ')}`
      : all === ''
        ? 'no task of this playbook has tags'
        : `tags: ${all}`;
  problems.error('unknown-tag', `${option} ${tag} is no tag of this playbook`, undefined, { hint });
}

function isWanted(names: ReadonlySet<string>, isTagged: boolean, wanted: readonly string[]): boolean {
  if (names.has('always') || wanted.some((tag) => names.has(tag))) return true;
  if (names.has('never')) return false;
  return wanted.includes('all') || (wanted.includes('tagged') && isTagged);
}

function isSkipped(names: ReadonlySet<string>, isTagged: boolean, skipped: readonly string[]): boolean {
  if (skipped.includes('all')) return !names.has('always') || skipped.includes('always');
  return skipped.some((tag) => names.has(tag)) || (skipped.includes('tagged') && isTagged);
}
