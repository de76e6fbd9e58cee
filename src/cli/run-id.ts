const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** How often another id is tried where one is taken. */
const TRIES = 200;

/**
 * `1121-k7`: the date (month, day, in local time) and two letters or digits, so many that a busy schedule would soon draw
 * one twice; `taken` are those that runs have. `random`: from 0 up to but not including 1.
 */
export function newRunId(date: Date, random: () => number, taken: ReadonlySet<string>): string {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const id = drawId(date, random);
    if (!taken.has(id)) return id;
  }
  return drawId(date, random);
}

function drawId(date: Date, random: () => number): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const letter = (): string => ALPHABET.charAt(Math.floor(random() * ALPHABET.length));
  return `${two(date.getMonth() + 1)}${two(date.getDate())}-${letter()}${letter()}`;
}
