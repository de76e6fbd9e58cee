/**
 * What ssh cannot take for an option or for another user, what is harmless where ssh_config gives it to a shell
 * (`%h` and `%r` of ProxyCommand and `Match exec`), and what names one host in a known_hosts file: no pattern, no list.
 */
export const isSafeAddress = (address: string): boolean => ADDRESS.test(address);
export const isSafeUser = (user: string): boolean => USER.test(user);

/** Names, IPv4, and IPv6 with its zone. */
const ADDRESS = /^[\p{L}\p{N}_.:][\p{L}\p{N}_.:%-]*$/u;

/** `DOMAIN\user`, `user@domain` and machine accounts (`host$`) are users too. */
const USER = /^[\p{L}\p{N}_.][\p{L}\p{N}_.@+$\\-]*(?<!\\)$/u;
