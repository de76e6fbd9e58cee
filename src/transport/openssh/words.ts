/** The last lines of what ssh said for people, without its debug lines: one line, at most some 200 characters. */
export function wordsOf(said: string): string {
  const lines = said
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^debug\d:|^OpenSSH_|^\*\* /.test(line));
  return lines.slice(-3).join(' / ').slice(-200) || 'it said nothing';
}
