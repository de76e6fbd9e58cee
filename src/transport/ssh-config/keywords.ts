/** Directives that Bulwark follows, or says that it does not. All others are about terminals, forwarding and looks. */
const FOLLOWED = new Set([
  'hostname',
  'port',
  'user',
  'identityfile',
  'identitiesonly',
  'identityagent',
  'proxyjump',
  'proxycommand',
  'userknownhostsfile',
  'globalknownhostsfile',
  'hostkeyalias',
  'connecttimeout',
  'serveraliveinterval',
  'ciphers',
  'kexalgorithms',
  'macs',
  'hostkeyalgorithms',
  'stricthostkeychecking',
]);

/** For the login with what ssh2 lacks; by lower-case keyword. */
export const UNUSABLE: ReadonlyMap<string, string> = new Map([
  ['certificatefile', 'CertificateFile'],
  ['pkcs11provider', 'PKCS11Provider'],
  ['securitykeyprovider', 'SecurityKeyProvider'],
]);

/** Change a connection, and are OpenSSH's alone. */
export const IGNORED: ReadonlyMap<string, string> = new Map([
  ['addressfamily', 'AddressFamily'],
  ['bindaddress', 'BindAddress'],
  ['bindinterface', 'BindInterface'],
  ['hostbasedauthentication', 'HostbasedAuthentication'],
  ['kbdinteractiveauthentication', 'KbdInteractiveAuthentication'],
  ['knownhostscommand', 'KnownHostsCommand'],
  ['passwordauthentication', 'PasswordAuthentication'],
  ['preferredauthentications', 'PreferredAuthentications'],
  ['pubkeyauthentication', 'PubkeyAuthentication'],
  ['revokedhostkeys', 'RevokedHostKeys'],
]);

/** Whether a directive can matter to a connection of ours. */
export const matters = (keyword: string): boolean =>
  FOLLOWED.has(keyword) || UNUSABLE.has(keyword) || IGNORED.has(keyword) || keyword === 'canonicalizehostname';
