import { expandNodes } from '../domain/node-set.ts';

/** Whether a host is meant by a text without an inventory: names, globs and node sets, separated by commas. */
export function hostPattern(pattern: string): (host: string) => boolean {
  const terms = pattern.split(',').filter((term) => term !== '');
  const tests = terms.map((term): ((host: string) => boolean) => {
    const names = expandNodes(term);
    if (names.ok && !/[*?]/.test(term)) return (host) => names.value.includes(host);
    const glob = new RegExp(
      `^${term
        .replaceAll(/[.+^${}()|\\[\]]/g, String.raw`\$&`)
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
      's',
    );
    return (host) => glob.test(host);
  });
  return (host) => tests.some((test) => test(host));
}
