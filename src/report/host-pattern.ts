import { type TextTest, globTest } from '../domain/glob.ts';
import { expandNodes } from '../domain/node-set.ts';

/** Whether a host is meant by a text without an inventory: names, globs and node sets, separated by commas. */
export function hostPattern(pattern: string): TextTest {
  const terms = pattern.split(',').filter((term) => term !== '');
  const tests = terms.map((term): TextTest => {
    const names = expandNodes(term);
    if (names.ok && !/[*?]/.test(term)) return (host) => names.value.includes(host);
    return globTest(term);
  });
  return (host) => tests.some((test) => test(host));
}
