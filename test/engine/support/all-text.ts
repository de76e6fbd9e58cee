/** Everything that is in a value, as one text: maps, sets and bytes too, which JSON alone would leave out. */
export const allText = (value: unknown): string => JSON.stringify(value, (_key, part: unknown) => shown(part));

function shown(part: unknown): unknown {
  if (part instanceof Map) return [...part];
  if (part instanceof Set) return [...part];
  if (isBytes(part)) return Buffer.from(part.data).toString('latin1');
  return typeof part === 'bigint' ? String(part) : part;
}

/** A Buffer as its own toJSON leaves it. */
const isBytes = (part: unknown): part is { readonly data: readonly number[] } =>
  typeof part === 'object' && part !== null && 'type' in part && part.type === 'Buffer';
