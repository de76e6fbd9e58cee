/** `1 host`, `5 hosts`, `2 entries`, `3 batches`. */
export const count = (number: number, noun: string): string => `${number} ${number === 1 ? noun : plural(noun)}`;

const plural = (noun: string): string =>
  noun.endsWith('entry') ? noun.replace(/y$/, 'ies') : /(?:s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
