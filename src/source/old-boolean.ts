/** `yes no on off` in any case, which YAML 1.1 takes for booleans and YAML 1.2 for text; null: another word. */
export const oldBoolean = (text: string): boolean | null => oldBooleans.get(text.toLowerCase()) ?? null;

const oldBooleans: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['on', true],
  ['no', false],
  ['off', false],
]);
