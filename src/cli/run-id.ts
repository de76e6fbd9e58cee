const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** `1121-k7`: the date (month, day, in local time) and two letters or digits. `random`: from 0 up to but not including 1. */
export function newRunId(date: Date, random: () => number): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const letter = (): string => ALPHABET.charAt(Math.floor(random() * ALPHABET.length));
  return `${two(date.getMonth() + 1)}${two(date.getDate())}-${letter()}${letter()}`;
}
