/** `*` and `?` are wildcards (ssh_config(5), PATTERNS); everything else, brackets included, is itself. */
function isLike(pattern: string, name: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === name;
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(name);
}

/** One of the patterns fits, and none of those that begin with `!`. */
export const matchesList = (patterns: readonly string[], name: string): boolean =>
  !patterns.some((pattern) => pattern.startsWith('!') && isLike(pattern.slice(1), name)) &&
  patterns.some((pattern) => !pattern.startsWith('!') && isLike(pattern, name));
