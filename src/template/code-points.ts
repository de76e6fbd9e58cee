const surrogates = /[\ud800-\udfff]/;

/** Python counts and orders text by code points, JavaScript by UTF-16 units; they differ only beyond U+FFFF. */
export const codePointLength = (text: string): number => (surrogates.test(text) ? [...text].length : text.length);

/** Something that can be indexed by code point. */
export const indexable = (text: string): ArrayLike<string> => (surrogates.test(text) ? [...text] : text);

/** Negative, zero or positive, as Python orders text. */
export function orderText(left: string, right: string): number {
  if (!surrogates.test(left) && !surrogates.test(right)) return left < right ? -1 : left > right ? 1 : 0;
  const [a, b] = [[...left], [...right]];
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = (a[index]?.codePointAt(0) ?? 0) - (b[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
