import { item } from '../access.ts';
import { isInteger, isText, type Operand, Undefined } from '../operand.ts';
import { reveal, Secret } from '../../domain/secret.ts';

/** Reads `attribute='a.b.0'` of an item; the item itself where no attribute is given. Missing ones give `fallback`. */
export function attributeGetter(path: Operand | undefined, fallback?: Operand): (of: Operand) => Operand {
  if (path === undefined || path === null) return (of) => of;
  const keys = keysOf(path);
  return (of) => {
    const value = keys.reduce(item, of);
    return value instanceof Undefined ? (fallback ?? value) : value;
  };
}

/** A secret path stays secret, so that no error quotes it. */
function keysOf(path: Operand): readonly Operand[] {
  if (!isText(path)) return [isInteger(path) ? path : null];
  const parts = reveal(path).split('.');
  if (path instanceof Secret) return parts.map((part) => new Secret(part));
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Text in small letters for comparisons that ignore case; everything else as it is. */
export function ignoringCase(value: Operand): Operand {
  if (typeof value === 'string') return value.toLowerCase();
  return value instanceof Secret ? new Secret(value.reveal().toLowerCase()) : value;
}
