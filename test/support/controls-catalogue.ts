/** A small catalogue with a check of each kind, for tests that hold playbooks and waivers against one. */
export const controlsCatalogue = `version: "2026-11-22"
benchmarks:
  - { id: cis-1.24, title: CIS, version: "1.24" }
  - { id: cis-1.12, title: CIS, version: "1.12" }
  - { id: stig, title: STIG, version: V2R4 }
  - { id: bulwark, title: ours, version: "1" }
controls:
${[
  [
    'CIS-1.2.19',
    'control-plane',
    'check: { arg: kube-apiserver --audit-log-maxage, at_least: 30, zero: unlimited }',
    'cis-1.12: 1.2.17',
  ],
  ['CIS-1.2.21', 'control-plane', 'check: { arg: kube-apiserver --audit-log-maxsize, at_least: 100, zero: "off" }'],
  ['CIS-1.2.18', 'control-plane', 'check: { arg: kube-apiserver --profiling, equals: "false" }'],
  [
    'CIS-1.2.15',
    'control-plane',
    'check: { arg: kube-apiserver --enable-admission-plugins, contains: NodeRestriction }',
  ],
  ['CIS-1.1.13', 'control-plane', 'check: { mode: /etc/kubernetes/admin.conf, at_most: "0600" }'],
  ['CIS-1.1.14', 'control-plane', 'check: { owner: /etc/kubernetes/admin.conf, is: root:root }'],
  ['V-242434', 'node', 'check: { sysctl: kernel.panic, is: "10" }'],
  [
    'BW-MODES',
    'control-plane',
    'check: { all: [{ arg: kube-apiserver --authorization-mode, contains: Node }, { arg: kube-apiserver --authorization-mode, lacks: AlwaysAllow }] }',
  ],
  ['BW-TASK', 'node', 'check: { task: all is well }'],
  ['BW-CLUSTER', 'cluster', 'check: { task: all is well in the cluster }'],
  ['BW-MANUAL', 'node', 'manual: a person has to look'],
  ['BW-GONE', 'node', 'gone: there is no such thing here'],
]
  .map(([id = '', scope, check, more = '']) =>
    [
      `  - id: ${id}`,
      ...(id.startsWith('CIS')
        ? [`    numbers: { cis-1.24: ${id.slice(4)}${more === '' ? '' : `, ${more}`} }`, '    level: 1']
        : []),
      ...(id.startsWith('V-') ? ['    category: II'] : []),
      `    scope: ${scope}`,
      '    area: api-server',
      `    title: ${id} in words`,
      `    ${check}`,
      '    rationale: a reason',
      `    default: ${id === 'BW-MANUAL' ? 'manual' : id === 'BW-GONE' ? 'not-applicable' : 'fail'}`,
      ...(id.startsWith('V-')
        ? ['    stig: { stig_id: CNTR-K8-1, rule_id: SV-1, srg: SRG-1, severity: medium, cci: [CCI-1], nist: [AU-11] }']
        : []),
    ].join('\n'),
  )
  .join('\n')}
`;
