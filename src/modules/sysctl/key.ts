/**
 * The path below /proc/sys of a key. sysctl.d(5): the separator is what comes first, so that `net.ipv4.conf.eth0/1.mtu`
 * and `net/ipv4/conf/eth0.1/mtu` are one key.
 */
export function keyPath(key: string): string {
  const first = /[./]/.exec(key)?.[0];
  return first === '/' ? key : key.replace(/[./]/g, (separator) => (separator === '.' ? '/' : '.'));
}

/** Values are lists of words: the kernel prints tabs between them. */
export const sameSetting = (one: string, other: string): boolean => plainSetting(one) === plainSetting(other);

export const plainSetting = (value: string): string => value.trim().split(/\s+/).join(' ');
