/**
 * How several values of one flag come together in the binary, and whether it takes a value at all.
 * single: last wins · list: comma-separated, accumulates · repeated: one item an occurrence, accumulates ·
 * map: merged by key · text: the help does not tell, last wins (etcd, containerd) · unknown: no help.
 */
export type FlagKind = 'boolean' | 'single' | 'list' | 'repeated' | 'map' | 'text' | 'unknown';

/** `name` is the type as `--help` prints it (`int`, `duration`, `strings`); null where it is not known. */
export interface FlagType {
  readonly kind: FlagKind;
  readonly name: string | null;
}

/** The flags of the installed binary by normalised name; null: it was not asked, or gave no answer. */
export type FlagCatalogue = ReadonlyMap<string, FlagType> | null;

export const unknownType: FlagType = { kind: 'unknown', name: null };

/** Reads the lines `NAME TYPE` that the probe cuts out of `--help`. Of one name the first counts. */
export function readCatalogue(lines: readonly string[], normalise: (name: string) => string): FlagCatalogue {
  const catalogue = new Map<string, FlagType>();
  for (const line of lines) {
    const match = /^([A-Za-z0-9][A-Za-z0-9._-]*)(.*)$/.exec(line);
    const name = normalise(match?.[1] ?? '');
    if (name !== '' && !catalogue.has(name)) catalogue.set(name, typeOf(match?.[2] ?? ''));
  }
  return catalogue.size === 0 ? null : catalogue;
}

function typeOf(rest: string): FlagType {
  // `--version version[=true]` takes no second word; `--help, -h` is how containerd shows a short name.
  const words = rest.replace(/,\s+-\w.*$/, '').trim();
  if (words === '' || words.includes('[=')) return { kind: 'boolean', name: 'bool' };
  if (/^'(?:true|false)'$/.test(words)) return { kind: 'boolean', name: 'bool' };
  if (words.startsWith("'") || words === 'value') return { kind: 'text', name: null };
  return { kind: kindOf(words), name: words };
}

/** Type names: github.com/spf13/pflag `Value.Type()`, k8s.io/component-base/cli/flag. */
function kindOf(type: string): FlagKind {
  if (/^(?:strings|stringSlice|ints|intSlice|ipSlice|durationSlice|boolSlice)$/.test(type)) return 'list';
  if (/stringArray|namedCertKey/.test(type)) return 'repeated';
  if (/^(?:map|stringTo|colonSeparatedMultimap)/.test(type) || /key=/i.test(type)) return 'map';
  return 'single';
}
