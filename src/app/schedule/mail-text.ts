import type { Delivery } from './deliver.ts';

/** A mail (RFC 5322): the subject is the verdict, which is the first line. */
export const mailText = (address: string, { job, report, at }: Delivery): string =>
  [
    `To: ${address}`,
    `Subject: ${headerText(report.split('\n')[0] ?? '')}`,
    `Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    'Auto-Submitted: auto-generated', // RFC 3834: nobody answers it by itself
    `X-Bulwark-Schedule: ${job.name}`,
    '',
    report,
  ].join('\n');

/** What stands in a header: one line, words beyond ASCII encoded (RFC 2047, at most 45 bytes a word). */
function headerText(line: string): string {
  const text = line.replaceAll(/\p{Cc}+/gu, ' ').trim();
  if (/^[ -~]*$/.test(text)) return text;
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 45) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((part) => `=?utf-8?B?${Buffer.from(part).toString('base64')}?=`).join('\n ');
}
