/** Whether a text is meant. */
export type TextTest = (text: string) => boolean;

/** One character of a glob. */
type CharacterTest = (character: string) => boolean;

/** Python's fnmatch: `*`, `?`, `[abc]`, `[a-c]`, `[!abc]`; the whole text must match. Linear in the text for each `*`. */
export function globTest(glob: string): TextTest {
  const parts = partsOf([...glob]);
  const [first = [], ...others] = parts;
  const last = others.pop();
  return (text) => {
    const characters = [...text];
    if (last === undefined) return characters.length === first.length && fits(first, characters, 0);
    const end = characters.length - last.length;
    if (end < first.length || !fits(first, characters, 0) || !fits(last, characters, end)) return false;
    let at = first.length;
    for (const part of others) {
      while (at + part.length <= end && !fits(part, characters, at)) at += 1;
      at += part.length;
      if (at > end) return false;
    }
    return true;
  };
}

const fits = (part: readonly CharacterTest[], characters: readonly string[], at: number): boolean =>
  part.every((test, index) => {
    const character = characters[at + index];
    return character !== undefined && test(character);
  });

/** What stands between the stars. */
function partsOf(glob: readonly string[]): readonly (readonly CharacterTest[])[] {
  let part: CharacterTest[] = [];
  const parts = [part];
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at] ?? '';
    const end = character === '[' ? endOfSet(glob, at) : null;
    if (character === '*') parts.push((part = []));
    else if (character === '?') part.push(() => true);
    else if (end === null) part.push((other) => other === character);
    else {
      part.push(setTest(glob.slice(at + 1, end)));
      at = end;
    }
  }
  return parts;
}

/** A `]` that stands first belongs to the set; null: it is never closed, and `[` is itself. */
function endOfSet(glob: readonly string[], at: number): number | null {
  const first = glob[at + 1] === '!' ? at + 2 : at + 1;
  const end = glob.indexOf(']', first + 1);
  return end === -1 ? null : end;
}

function setTest(inside: readonly string[]): CharacterTest {
  const isNegated = inside[0] === '!';
  const items = isNegated ? inside.slice(1) : inside;
  const ranges: (readonly [number, number])[] = [];
  for (let at = 0; at < items.length; at++) {
    const isRange = items[at + 1] === '-' && items[at + 2] !== undefined;
    ranges.push([codeOf(items[at]), codeOf(items[isRange ? at + 2 : at])]);
    if (isRange) at += 2;
  }
  return (character) => {
    const code = codeOf(character);
    return ranges.some(([low, high]) => low <= code && code <= high) !== isNegated;
  };
}

const codeOf = (character = ''): number => character.codePointAt(0) ?? 0;
