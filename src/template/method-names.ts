import { isOperandList, isOperandMapping, isText, type Operand, Tuple } from './operand.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const ofMappings = words('clear copy fromkeys get items keys pop popitem setdefault update values');
const ofTuples = words('count index');
const ofLists = words('append clear copy count extend index insert pop remove reverse sort');
const ofTexts = words(
  'capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill',
);

/** Whether Python has a method of that name on such a value. */
export function isMethodName(of: Operand, name: string): boolean {
  if (isOperandMapping(of)) return ofMappings.has(name);
  if (of instanceof Tuple) return ofTuples.has(name);
  return isOperandList(of) ? ofLists.has(name) : isText(of) && ofTexts.has(name);
}
