/** Lines `KEY=VALUE` as `systemctl show` and our own probes print them; a value may hold `=`, lines without one are left out. */
export function keyValues(text: string): ReadonlyMap<string, string> {
  const pairs = text.split('\n').map((line) => /^([A-Za-z0-9_.-]+)=(.*)$/.exec(line));
  return new Map(pairs.filter((match) => match !== null).map(([, key = '', value = '']) => [key, value]));
}
