/** What a letter after a backslash stands for in Python, in texts as in the replacements of `re.sub`. */
export const controls: Readonly<Record<string, string>> = {
  '\\': '\\',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const simple: Readonly<Record<string, string>> = { ...controls, "'": "'", '"': '"', '\n': '' };
const escape = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([^]))/g;

/** Resolves Python's escapes (`\n`, `\x41`, `\u00e9`); an unknown one stays as it is. `fail` makes the error to throw. */
export function unescape(text: string, fail: (offset: number, summary: string) => Error): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(
    escape,
    (whole: string, octal?: string, two?: string, four?: string, eight?: string, one?: string, offset?: number) => {
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      if (one === undefined)
        return fromHex(two ?? four ?? eight ?? '', () => fail(offset ?? 0, 'there is no such character'));
      if ('xuUN'.includes(one)) throw fail(offset ?? 0, `the escape \\${one} is incomplete`);
      return simple[one] ?? whole;
    },
  );
}

function fromHex(digits: string, fail: () => Error): string {
  const code = Number.parseInt(digits, 16);
  if (code > 0x10ffff) throw fail();
  return String.fromCodePoint(code);
}
