import { partsOf } from '../../src/domain/control.ts';
import test from 'ava';

import { shippedCatalogue } from '../../src/app/shipped-catalogue.ts';
import { meetsArg } from '../../src/controls/meets-arg.ts';
import { ownTexts } from '../../src/own-texts.ts';

const read = shippedCatalogue({ own: ownTexts });
if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
const { controls } = read.value;

/** Whether all parts about `flag` are met by a value; null: unset. */
function met(id: string, value: string | null, flag?: string): boolean {
  const parts = partsOf(controls.get(id)?.check ?? null).flatMap((part) => (part.kind === 'arg' ? [part] : []));
  const about = parts.filter((part) => flag === undefined || part.flag === flag);
  if (about.length === 0) throw new Error(`${id} asks for no flag`);
  return about.every((part) => meetsArg(part, value));
}

type Values = readonly (string | null)[];

/** What passes and what fails, by what the flag means to the binary and not by how the benchmark is worded. */
const direction = test.macro<[string, Values, Values]>({
  exec(t, ids, passing, failing) {
    for (const id of ids.split(' ')) {
      for (const value of passing) t.true(met(id, value), `${id}: ${value} passes`);
      for (const value of failing) t.false(met(id, value), `${id}: ${value} fails`);
    }
  },
  title: (_, ids, passing) => `${ids}: ${passing.map(String).join(', ').slice(0, 60)}`,
});

// Retention: more is better; 0 is without limit for days and files (lumberjack), and not for the size.
test(direction, 'CIS-1.2.19 V-242464', ['30', '31', '365', '0'], ['29', '7', '-1', '', 'month', null]);
test(direction, 'CIS-1.2.20 V-242463', ['10', '11', '0'], ['9', '1', '-1', '', null]);
test(direction, 'CIS-1.2.21 V-242462', ['100', '101'], ['99', '10', '0', '', null]);
test(
  direction,
  'CIS-1.2.18 V-242402 V-242465',
  ['/var/log/kubernetes/audit.log'],
  ['', '-', '/dev/null', '/dev/stdout', 'audit.log', null],
);
// Time limits: 0 is never an end.
test(direction, 'CIS-1.2.22', ['300s', '5m', '60s', null], ['301s', '1h', '0', '0s', '-1s', 'soon']);
test(direction, 'V-242438', ['300s', '1h', '60s'], ['0', '0s', '-1s', '', null]);
test(direction, 'CIS-4.2.5', ['5m', '4h', '1s', null], ['0', '0s', '0h0m0s', '-5m']);
test(direction, 'V-245541', ['5m', '300s', '4h'], ['4m59s', '1m', '0', '0s', '', null]);
// Switches, with every spelling of Go's booleans; unset is what the binary makes of it.
test(direction, 'CIS-1.2.1 V-242390', ['false', 'False', 'F', '0'], ['true', '1', 'T', '', null]);
test(direction, 'CIS-4.2.1 V-242391', ['false', '0'], ['true', '1', '', null]);
test(direction, 'CIS-1.2.17 CIS-1.3.2 CIS-1.4.1 V-242409', ['false', '0'], ['true', '', null]);
test(direction, 'CIS-1.2.23', ['true', '1', null], ['false', '0', 'F']);
test(direction, 'CIS-1.3.3 V-242381', ['true', '1'], ['false', '0', null]);
test(direction, 'CIS-2.2 CIS-2.5 V-242423 V-242426', ['true'], ['false', '0', null]);
test(direction, 'CIS-2.3 CIS-2.6', ['false', '0', null], ['true', '1', 'T']);
test(direction, 'CIS-4.2.7 CIS-4.2.11', ['true', null], ['false', '0', 'f']);
test(direction, 'CIS112-1.2.30', ['false'], ['true', null]);
test(direction, 'CIS112-4.2.14', ['true'], ['false', null]);
// Without a configuration file an unset port is 10255, and an unset mode AlwaysAllow.
test(direction, 'CIS-4.2.4 V-242387', ['0'], ['10255', '', null]);
test(direction, 'CIS-4.2.2 V-242392', ['Webhook'], ['AlwaysAllow', '', null]);
// Numbers of which 0 and less mean none at all.
test(direction, 'CIS-1.3.1', ['12500', '1'], ['0', '-1', '', null]);
test(direction, 'CIS112-4.2.13', ['4096', '1'], ['0', '-1', '', null]);
test(direction, 'CIS-4.2.9', ['0', '5', '50', null], ['-1']);
// Lists.
test(direction, 'CIS-1.2.6', ['Node,RBAC', 'RBAC'], ['AlwaysAllow', 'Node,RBAC,AlwaysAllow', null]);
test(direction, 'CIS-1.2.7', ['Node,RBAC', 'RBAC,Node'], ['RBAC', 'NodeX', '', null]);
test(direction, 'CIS-1.2.8', ['Node,RBAC', 'RBAC'], ['Node', '', null]);
test(direction, 'V-242382', ['Node,RBAC', 'RBAC,Node', 'Node,RBAC,Webhook'], ['Node', 'Node,RBAC,AlwaysAllow', null]);
test(direction, 'CIS-1.2.10', ['NodeRestriction', '', null], ['NodeRestriction,AlwaysAdmit', 'AlwaysAdmit']);
test(direction, 'CIS-1.2.11', ['AlwaysPullImages,NodeRestriction'], ['NodeRestriction', 'AlwaysPullImage', null]);
test(direction, 'CIS-1.2.13', ['', 'NamespaceLifecycle', null], ['ServiceAccount', 'X,ServiceAccount']);
test(direction, 'CIS-1.2.14', ['', null], ['NamespaceLifecycle']);
test(direction, 'V-242436', ['', null], ['ValidatingAdmissionWebhook']);
test(direction, 'CIS-1.2.15', ['NodeRestriction', 'A,NodeRestriction'], ['A', '', null]);
test(direction, 'CIS-1.2.16', ['6443', '443', null], ['0']);
test(direction, 'V-242389', ['6443', '443'], ['0', null]);
// Gates, with which the last entry counts.
test(direction, 'V-242400', [null, 'AllAlpha=false', 'AllAlpha=true,AllAlpha=false'], ['AllAlpha=true', 'AllAlpha=1']);
test(
  direction,
  'CIS-1.3.6 CIS-4.2.12',
  [null, 'RotateKubeletServerCertificate=true'],
  [
    'RotateKubeletServerCertificate=false',
    'X=true,RotateKubeletServerCertificate=0',
    'AllBeta=false',
    'kube:AllBeta=0',
  ],
);
// Addresses and versions.
test(direction, 'CIS-1.3.7 CIS-1.4.2 V-242384 V-242385', ['127.0.0.1', '::1'], ['0.0.0.0', '::', '127.0.0.10', null]);
test(direction, 'CIS112-4.3.1', ['127.0.0.1:10249', '[::1]:10249', null], ['0.0.0.0:10249', ':10249', '10.0.0.1:1']);
test(direction, 'V-242376 V-242377 V-242378', ['VersionTLS12', 'VersionTLS13'], ['VersionTLS11', 'VersionTLS10', null]);
// What must not be there at all, empty or not.
test(direction, 'CIS-1.2.2 V-245543 V-245542 V-242388 CIS-4.2.8 V-242404', [null], ['', 'x']);
test(direction, 'V-242397', [null], ['/etc/kubernetes/manifests']);
// Cipher suites: an empty list is the default of Go, which is none of the lists.
test(direction, 'CIS-4.2.13', ['TLS_RSA_WITH_AES_128_GCM_SHA256'], ['TLS_RSA_WITH_RC4_128_SHA', '', null]);
test(
  direction,
  'CIS112-4.2.12',
  ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
  ['TLS_RSA_WITH_AES_128_GCM_SHA256', '', null],
);
test(direction, 'CIS-1.2.31', ['TLS_RSA_WITH_AES_128_CBC_SHA'], ['TLS_RSA_WITH_RC4_128_SHA', '', null]);
test(direction, 'CIS112-1.2.29', ['TLS_AES_128_GCM_SHA256'], ['TLS_RSA_WITH_AES_128_CBC_SHA', '', null]);

test('the plugin of CIS 1.2.3 cannot be both on and off: no value meets both versions of the benchmark', (t) => {
  for (const value of [null, '', 'NodeRestriction', 'DenyServiceExternalIPs', 'NodeRestriction,DenyServiceExternalIPs'])
    t.not(met('CIS-1.2.3', value), met('CIS112-1.2.3', value), String(value));
});

test('every control that is judged by flags alone can fail', (t) => {
  const never = [...controls.values()].filter(({ id, check }) => {
    const parts = partsOf(check);
    if (parts.length === 0 || parts.some(({ kind }) => kind !== 'arg')) return false;
    const bad = [null, '', 'x', '0', '-1', 'false', 'true', 'AlwaysAllow', 'AlwaysAdmit', 'ServiceAccount'];
    const worse = ['NamespaceLifecycle', 'ValidatingAdmissionWebhook', 'PodSecurity', 'DenyServiceExternalIPs'];
    const gates = ['AllAlpha=true', 'PodSecurity=false', 'RotateKubeletServerCertificate=false'];
    return [...bad, ...worse, ...gates].every((value) => met(id, value));
  });
  t.deepEqual(
    never.map(({ id }) => id),
    [],
  );
});

test('etcd that trusts the CA of the cluster by its flag has no CA of its own', (t) => {
  t.false(met('CIS-2.7', '/etc/kubernetes/pki/ca.crt'));
  t.true(met('CIS-2.7', '/etc/kubernetes/pki/etcd/ca.crt'));
});

// Written oddly: as Go and pflag read it, and what they refuse is never met.
test(direction, 'CIS-1.2.19 V-242464', ['036', '0x1e', '3_0', '+30', '00'], ['030', '30d', '30.0', '30 ', '3e1']);
test(direction, 'CIS-1.2.20 V-242463', ['012', '0xa', '0o12'], ['010', '0x9', '9.9', '10,10']);
test(direction, 'CIS-1.2.21 V-242462', ['0144', '0x64'], ['0100', '0x63', '100Mi', '00', '0x0']);
test(direction, 'CIS-1.2.16', ['6443', '010', null], ['0', '00', '0x0', '+0', '-0', ' 0 ']);
test(direction, 'CIS-4.2.4 V-242387', ['00', '0x0'], ['010255', ' 10255', 'off', 'false']);
test(direction, 'CIS-1.2.1 V-242390 V-242391', ['FALSE', 'f'], ['false ', ' false', 'fALSE', 'no', 'off', '00']);
test(direction, 'CIS112-4.2.13', ['0x1'], ['00', '0x0', '1k', '4096.0', 'max']);
test(
  direction,
  'CIS-1.3.7 CIS-1.4.2',
  ['127.0.0.1'],
  ['127.0.0.1 ', '0.0.0.0', '127.0.0.1,0.0.0.0', 'localhost', '::'],
);
test(direction, 'CIS-1.2.6', ['Node,RBAC'], ['AlwaysAllow', 'Node, AlwaysAllow', '"AlwaysAllow",RBAC', null]);
test(direction, 'CIS-1.2.8', ['Node,RBAC', '"RBAC"'], ['Node, RBAC', 'rbac', 'RBAC2', 'Node', '']);
test(
  direction,
  'CIS-1.2.10',
  ['NodeRestriction', null],
  ['AlwaysAdmit', 'NodeRestriction, AlwaysAdmit', ' AlwaysAdmit'],
);
test(direction, 'CIS-1.2.13', ['PodSecurity', '', null], ['ServiceAccount', ' ServiceAccount', '"ServiceAccount"']);
test(
  direction,
  'V-242400',
  ['AllAlpha=false', ''],
  ['AllAlpha=true', 'AllAlpha = T', 'AllAlpha=1', 'kube:AllAlpha=true'],
);
test(direction, 'CIS-4.2.12', ['AllBeta=true', null], ['AllBeta=false', 'AllBeta = F', 'A=true, AllBeta=0']);
test(
  direction,
  'CIS-4.2.13',
  ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
  [
    'tls_ecdhe_rsa_with_aes_128_gcm_sha256',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_RSA_WITH_RC4_128_SHA',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,',
    '',
    null,
  ],
);
test(
  direction,
  'V-242376 V-242377 V-242378',
  ['VersionTLS13', 'VersionTLS12'],
  ['versiontls12', 'VersionTLS12 ', 'VersionTLS11', 'TLS12', '', null],
);
test(
  direction,
  'CIS-4.2.3',
  ['/etc/kubernetes/pki/client-ca.crt'],
  ['/etc/kubernetes/pki/client-ca.crt ', '/etc/kubernetes/pki/../pki/ca.crt', 'client-ca.crt', ''],
);
