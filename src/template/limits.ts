/** Nested brackets, unary operators and blocks in a text: each takes a dozen JavaScript frames to parse. */
export const maxNesting = 60;

/** Depth of an expression's tree (`a + b + c …` grows it by one each) and of data: a few frames each. */
export const maxDepth = 400;

/** Nodes, items and regex instructions that one evaluation may cost; 10^6 take well under a second. */
export const maxSteps = 1_000_000;

/** UTF-16 units of text that one evaluation may make: 8 Mi. */
export const maxText = 8 * 1024 * 1024;

/** Bits of an integer; Python refuses to print more than 4,300 digits, which is 14,284 bits. */
export const maxIntegerBits = 14_284;

/** UTF-16 units of a template, as a guard for the parser. */
export const maxSource = 1024 * 1024;
