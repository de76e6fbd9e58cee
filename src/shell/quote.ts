/**
 * One word for a POSIX shell, in single quotes whatever it holds.
 * Throws on NUL, which neither argv nor a shell variable can carry.
 */
export function quote(text: string): string {
  if (text.includes('\0')) throw new Error('a NUL character cannot be part of a shell command');
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
