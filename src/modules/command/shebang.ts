/**
 * The words that run a script: of its first line, as the kernel reads it (the program and at most one word for it),
 * or `/bin/sh`, as a shell does. So nothing has to be executable on the host. null: a compiled program.
 */
export function interpreterOf(content: Buffer): readonly string[] | null {
  if (content.subarray(0, 4).equals(Buffer.from('\x7fELF', 'latin1'))) return null;
  const line = content.subarray(0, 256).toString('latin1').split('\n')[0] ?? '';
  const [, program, word] = /^#![ \t]*(\S+)(?:[ \t]+(.*?))?[ \t\r]*$/.exec(line) ?? [];
  if (program === undefined) return ['/bin/sh'];
  return word === undefined || word === '' ? [program] : [program, word];
}
