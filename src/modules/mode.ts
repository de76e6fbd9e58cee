/** Permission bits as an operator wrote them: a number of octal digits, or clauses of chmod's symbolic language. */
export type Mode =
  | { readonly kind: 'octal'; readonly bits: number }
  | { readonly kind: 'symbolic'; readonly clauses: readonly ModeClause[] };

/** One clause such as `go-w`. `who` holds of `ugo`; empty `perms` with `=` clears. */
export interface ModeClause {
  readonly who: string;
  /** No letter of `ugoa` was written: bits of {@link usualUmask} are left alone, as chmod(1) does. */
  readonly everyone: boolean;
  readonly operations: readonly { readonly operator: string; readonly perms: string }[];
}

/** What chmod(1) and Ansible find on a usual host, where `+w` means the owner only. */
const usualUmask = 0o022;

/** `0600`, `600`, `0o600`, `u=rw,go=`; null when it is neither. */
export function parseMode(text: string): Mode | null {
  const octal = /^(?:0o)?([0-7]{3,5})$/.exec(text);
  if (octal !== null) return octalMode(octal[1] ?? '');
  const clauses = text.split(',').map(parseClause);
  const valid = clauses.filter((clause) => clause !== null);
  return valid.length === clauses.length ? { kind: 'symbolic', clauses: valid } : null;
}

/** The bits that a file of mode `old` is to get. */
export function wantedMode(mode: Mode, old: number, isDirectory: boolean): number {
  if (mode.kind === 'octal') return mode.bits;
  return mode.clauses.reduce((bits, clause) => applyClause(clause, bits, isDirectory), old);
}

/** `0600`, four digits as `stat` and Ansible show them. */
export const modeText = (bits: number): string => bits.toString(8).padStart(4, '0');

function octalMode(digits: string): Mode | null {
  const bits = Number.parseInt(digits, 8);
  return bits <= 0o7777 ? { kind: 'octal', bits } : null;
}

function parseClause(text: string): ModeClause | null {
  const match = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(text);
  if (match === null) return null;
  const letters = match[1] ?? '';
  const operations = [...(match[2] ?? '').matchAll(/([-+=])([rwxXstugo]*)/g)].map(([, operator = '', perms = '']) => ({
    operator,
    perms,
  }));
  const everyone = letters === '';
  return { who: everyone || letters.includes('a') ? 'ugo' : letters, everyone, operations };
}

function applyClause(clause: ModeClause, old: number, isDirectory: boolean): number {
  return clause.operations.reduce((bits, { operator, perms }) => {
    const given = bitsOf(perms, clause.who, bits, isDirectory) & (clause.everyone ? ~usualUmask : ~0);
    if (operator === '+') return bits | given;
    if (operator === '-') return bits & ~given;
    return (bits & ~placesOf(clause.who)) | given;
  }, old);
}

const shifts: Readonly<Record<string, number>> = { u: 6, g: 3, o: 0 };
const special: Readonly<Record<string, number>> = { u: 0o4000, g: 0o2000, o: 0 };

/** `=` clears these, of folders too, as in Ansible; GNU chmod would keep their set-id bits. */
function placesOf(who: string): number {
  return [...who].reduce((bits, one) => bits | (0o7 << (shifts[one] ?? 0)) | (special[one] ?? 0), 0);
}

function bitsOf(perms: string, who: string, old: number, isDirectory: boolean): number {
  return [...who].reduce(
    (bits, one) => bits | [...perms].reduce((sum, perm) => sum | permBits(perm, one, old, isDirectory), 0),
    0,
  );
}

function permBits(perm: string, who: string, old: number, isDirectory: boolean): number {
  const shift = shifts[who] ?? 0;
  switch (perm) {
    case 'r':
      return 4 << shift;
    case 'w':
      return 2 << shift;
    case 'x':
      return 1 << shift;
    case 'X':
      return isDirectory || (old & 0o111) !== 0 ? 1 << shift : 0;
    case 's':
      return special[who] ?? 0;
    case 't':
      return 0o1000;
    default:
      return ((old >> (shifts[perm] ?? 0)) & 0o7) << shift;
  }
}
