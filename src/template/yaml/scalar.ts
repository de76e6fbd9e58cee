export interface ScalarAnalysis {
  readonly multiline: boolean;
  readonly plainInFlow: boolean;
  readonly plainInBlock: boolean;
  readonly singleQuoted: boolean;
}

const unprintable = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u; // libyaml escapes what is beyond U+FFFF

/** Which styles can hold a text; from PyYAML's `analyze_scalar`. */
export function analyze(text: string): ScalarAnalysis {
  if (text === '') return { multiline: false, plainInFlow: false, plainInBlock: true, singleQuoted: true };
  const multiline = /[\n\r\x85\u2028\u2029]/.test(text);
  const special = unprintable.test(text) || / [\n\x85\u2028\u2029]/.test(text);
  const breakSpace = /[\n\x85\u2028\u2029] /.test(text);
  const edges = /^[\s]|[\s]$/.test(text) && /^[ \n\x85\u2028\u2029]|[ \n\x85\u2028\u2029]$/.test(text);
  const noPlain = multiline || special || breakSpace || edges;
  return {
    multiline,
    plainInFlow: !noPlain && !hasFlowIndicator(text),
    plainInBlock: !noPlain && !hasBlockIndicator(text),
    singleQuoted: !special && !breakSpace,
  };
}

const always = /^[#,[\]{}&*!|>'"%@`]|^(?:---|\.\.\.)|[\s]#|^-(?:\s|$)/;
const hasFlowIndicator = (text: string): boolean => always.test(text) || /^[?:]|[,?[\]{}:]/.test(text);
const hasBlockIndicator = (text: string): boolean => always.test(text) || /^\?(?:\s|$)|:(?:\s|$)/.test(text);

/** What YAML 1.1 reads as something other than text; from PyYAML's resolver. */
const implicit = [
  /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  /^(?:~|null|Null|NULL|)$/,
  /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][\d_]*|0x[\da-fA-F_]+|[1-9][\d_]*(?::[0-5]?\d)+)$/,
  /^[-+]?(?:\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\d[\d_]*(?::[0-5]?\d)+\.[\d_]*|\.(?:inf|Inf|INF))$/,
  /^(?:\.[\d][\d_]*(?:[eE][-+]\d+)?|\.(?:nan|NaN|NAN))$/,
  /^\d{4}-\d\d-\d\d$/,
  /^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?$/,
  /^(?:<<|=)$/,
];

export const isAmbiguous = (text: string): boolean => implicit.some((pattern) => pattern.test(text));

const named: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
};

/** A character as a double-quoted scalar holds it. */
export function escaped(character: string): string {
  const name = named[character];
  if (name !== undefined) return `\\${name}`;
  if (!unprintable.test(character)) return character;
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`;
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`;
}
