import { createRequire } from 'node:module';
import test, { type ExecutionContext } from 'ava';
import { z } from 'zod';
import { SSH2 } from '../../../src/engine/lockout/offers.ts';
import { type Login, newBars, readSshdSettings } from '../../../src/engine/lockout/sshd-settings.ts';

const LIVE = `port 22
permitrootlogin without-password
pubkeyauthentication yes
authenticationmethods any
authorizedkeysfile .ssh/authorized_keys .ssh/authorized_keys2
forcecommand none
kexalgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256
ciphers aes256-ctr,aes128-gcm@openssh.com
macs hmac-sha2-256
hostkeyalgorithms ssh-ed25519,rsa-sha2-512
pubkeyacceptedalgorithms ssh-ed25519,rsa-sha2-512
`;

const LOGIN: Login = {
  user: 'ubuntu',
  groups: ['ubuntu', 'adm'],
  port: '22',
  address: '10.1.2.3',
  hasPassword: false,
  offers: SSH2,
};

/** Settings that are planned, in place of the live ones of the same name; and which of them bar the login. */
const judges = test.macro({
  exec: (t: ExecutionContext, planned: string, barred: readonly string[], login: Partial<Login> = {}) => {
    const names = planned.split('\n').map((line) => line.split(' ')[0]);
    const kept = LIVE.split('\n').filter((line) => !names.includes(line.split(' ')[0]));
    const settings = readSshdSettings([...kept, planned].join('\n'));
    const found = newBars(readSshdSettings(LIVE), settings, { ...LOGIN, ...login });
    t.deepEqual(
      found.map(({ setting }) => setting),
      barred,
    );
  },
  title: (title, planned) => title ?? `judges ${planned}`,
});

test('nothing changed, nothing barred', judges, '', []);
test(judges, 'allowusers nobody', ['allowusers']);
test(judges, 'allowusers nobody\nallowusers ubuntu', []);
test(judges, 'allowusers ubun*', []);
test(judges, 'allowusers ubuntu@10.1.*', []);
test(judges, 'allowusers ubuntu@192.168.*', ['allowusers']);
test(judges, 'denyusers ubuntu', ['denyusers']);
test(judges, 'denyusers u?untu', ['denyusers']);
test(judges, 'denyusers other', []);
test(judges, 'allowgroups wheel', ['allowgroups']);
test(judges, 'allowgroups wheel adm', []);
test(judges, 'denygroups adm', ['denygroups']);
test(judges, 'port 2222', ['port']);
test(judges, 'port 2222\nport 22', []);
test(judges, 'permitrootlogin no', []);
test('root is barred by PermitRootLogin no', judges, 'permitrootlogin no', ['permitrootlogin'], { user: 'root' });
test(judges, 'pubkeyauthentication no', ['pubkeyauthentication']);
test(judges, 'authenticationmethods publickey', []);
test(judges, 'authenticationmethods publickey,password', ['authenticationmethods']);
test('a password is a second factor', judges, 'authenticationmethods publickey,password', [], { hasPassword: true });
test(judges, 'authenticationmethods publickey,password publickey', []);
test(judges, 'forcecommand /bin/false', ['forcecommand']);
test(judges, 'authorizedkeysfile .ssh/authorized_keys', []);
test(judges, 'authorizedkeysfile /etc/ssh/keys/%u', ['authorizedkeysfile']);
test(judges, 'kexalgorithms sntrup761x25519-sha512@openssh.com', ['kexalgorithms']);
test(judges, 'ciphers 3des-cbc', ['ciphers']);
test(judges, 'macs umac-64@openssh.com', []);
test('a MAC matters where no cipher brings its own', judges, 'ciphers aes256-ctr\nmacs umac-64@openssh.com', ['macs']);
test(judges, 'hostkeyalgorithms sk-ssh-ed25519@openssh.com', ['hostkeyalgorithms']);
test(judges, 'pubkeyacceptedalgorithms ecdsa-sha2-nistp256', ['pubkeyacceptedalgorithms']);

test('what bars the login today as well proves nothing', (t) => {
  const odd = readSshdSettings(LIVE.replace('port 22', 'port 2022'));
  t.deepEqual(newBars(odd, odd, LOGIN), []);
});

test("what the system's ssh offers is not known: then nothing is sure", (t) => {
  const planned = readSshdSettings(LIVE.replace(/^kexalgorithms .*$/m, 'kexalgorithms mlkem768x25519-sha256'));
  t.deepEqual(
    newBars(readSshdSettings(LIVE), planned, { ...LOGIN, offers: null }).map(({ setting, sure }) => [setting, sure]),
    [['kexalgorithms', false]],
  );
});

test('the lists are those of the ssh2 that is installed', (t) => {
  const required: unknown = createRequire(import.meta.url)('ssh2/lib/protocol/constants.js');
  const lists = z
    .object({
      DEFAULT_KEX: z.array(z.string()),
      DEFAULT_CIPHER: z.array(z.string()),
      DEFAULT_MAC: z.array(z.string()),
      DEFAULT_SERVER_HOST_KEY: z.array(z.string()),
    })
    .parse(required);
  t.deepEqual(new Set(SSH2['kexalgorithms']), new Set(lists.DEFAULT_KEX));
  t.deepEqual(new Set(SSH2['ciphers']), new Set(lists.DEFAULT_CIPHER));
  t.deepEqual(new Set(SSH2['macs']), new Set(lists.DEFAULT_MAC));
  t.deepEqual(new Set(SSH2['hostkeyalgorithms']), new Set(lists.DEFAULT_SERVER_HOST_KEY));
});
