import { dayOf, hourAndMinute } from './clock.ts';
import { age } from './duration.ts';
import type { Story } from './story.ts';

/** `last refresh today 06:12 (4 h ago)`, the latest among the hosts; empty where no host told. */
export function refreshedWords(story: Story, hosts: readonly string[], timeZone: string): string {
  const times = hosts.flatMap((name) => story.hosts.get(name)?.traits?.refreshedAt ?? []);
  if (times.length === 0) return '';
  const last = times.reduce((a, b) => Math.max(a, b));
  const day = dayOf(last, timeZone) === dayOf(story.now, timeZone) ? 'today' : dayOf(last, timeZone);
  return `last refresh ${day} ${hourAndMinute(last, timeZone)} (${age(story.now - last)} ago)`;
}
