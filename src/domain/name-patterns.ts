/** A name in a set that says: some of the others are patterns. */
const mark = '*';
const anyName = '**';

/** Whether it is a name that is only known in part: `n*` for `n{{ item }}`. */
const isPattern = (name: string): boolean => name.includes('*');

/** The names that a text whose templates are not filled in may stand for. No name of a variable holds a star. */
export function patternOf(written: string): readonly string[] {
  const pattern = written.replaceAll(/\{\{.*?\}\}/gs, '*');
  return [mark, /^\**$/.test(pattern) ? anyName : pattern];
}

/** Whether a name is in the set, or fits one of its patterns. */
export const holdsName = (names: ReadonlySet<string>, name: string): boolean =>
  names.has(name) || (names.has(mark) && [...names].some((one) => one !== mark && isPattern(one) && fits(one, name)));

function fits(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[^A-Za-z0-9_]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name);
}
