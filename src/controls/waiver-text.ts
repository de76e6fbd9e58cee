import type { WaiverTerms } from '../domain/assessment.ts';
import { lastDayFrom } from './waiver.ts';

/** What is written of a waiver; an empty text is for a person to fill in. No hosts: all of them. */
export type WaiverWords = Omit<WaiverTerms, 'kind'>;

/** Days that a waiver holds where nobody says how long. */
const usualDays = 90;
export const usualEnd = (today: string): string => lastDayFrom(today, usualDays);

/** Under the keys of the file, in their order. */
export const waiverFields = (words: WaiverWords): Readonly<Record<string, string | readonly string[]>> => ({
  control: words.control,
  ...(words.hosts.length > 0 && { hosts: words.hosts }),
  owner: words.owner,
  approved_by: words.approvedBy,
  reason: words.reason,
  expires: words.expires,
  ...(words.compensatingControl !== null && { compensating_control: words.compensatingControl }),
});

/** One item of a list, each line indented; `about` is a comment above it. */
export function waiverText(words: WaiverWords, about: string | null = null): string {
  const lines = Object.entries(waiverFields(words)).map(([key, value]) => `${key}:${valueText(value)}`);
  const comment = about === null ? [] : [`  # ${oneLine(about)}`];
  return [...comment, ...lines.map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`)].join('\n');
}

/** For a comment: whatever it holds, it ends with its line. */
export const oneLine = (text: string): string => text.replaceAll(/[\s\p{C}]+/gu, ' ');

const valueText = (value: string | readonly string[]): string =>
  typeof value === 'string' ? (value === '' ? '' : ` ${quoted(value)}`) : ` [${value.map(quoted).join(', ')}]`;

/** Plain where it can be nothing but text. */
const quoted = (text: string): string =>
  /^[A-Za-z][\w./@-]*(?: [\w./@-]+)*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : /^\d{4}-\d\d-\d\d$/.test(text)
      ? text
      : JSON.stringify(text);
