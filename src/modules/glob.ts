/** One name against `*`, `?` and `[a-z]`, as fnmatch(3) does. Hosts write names and patterns, so the time it takes is bounded. */
export function nameMatches(pattern: string, name: string): boolean {
  const parts = pattern.match(/\[!?[^\]]+\]|[^]/g) ?? [];
  let [part, at] = [0, 0];
  let [star, from] = [-1, 0]; // the last `*`, and where what follows it was tried
  while (at < name.length) {
    if (parts[part] === '*') {
      [star, from] = [part, at];
      part += 1;
    } else if (part < parts.length && isOne(parts[part] ?? '', name.charAt(at))) {
      part += 1;
      at += 1;
    } else if (star >= 0) {
      from += 1;
      [part, at] = [star + 1, from];
    } else return false;
  }
  return parts.slice(part).every((rest) => rest === '*');
}

function isOne(part: string, character: string): boolean {
  if (part.length === 1) return part === '?' || part === character;
  const negated = part.startsWith('[!');
  const members = part.slice(negated ? 2 : 1, -1);
  const ranges = members.match(/[^]-[^]|[^]/g) ?? [];
  return (
    ranges.some((range) => character >= range.charAt(0) && character <= range.charAt(range.length - 1)) !== negated
  );
}
