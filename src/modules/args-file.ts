import type { Module } from '../domain/module.ts';
import type { MapKey, Value } from '../domain/value.ts';
import { claimsOf } from './args-file/claims.ts';
import { argsFileParams, type ArgsTask } from './args-file/params.ts';
import { effectiveFlags } from './args-file/effective-flags.ts';
import { planArgs } from './args-file/plan.ts';
import { type ArgsState, probeArgs } from './args-file/probe.ts';

/** Sets flags of a service of the k8s snap in its args file, which bash evaluates as root. Never restarts the service: notify does. */
export const argsFile: Module<ArgsTask, ArgsState> = {
  name: 'args_file',
  summary: 'Sets command line flags of a Kubernetes service and finds processes that run without them',
  params: argsFileParams,
  examples: [
    `- args_file:
    service: kube-apiserver
    set:
      audit-log-path: /var/log/kubernetes/audit.log
      profiling: {value: false, controls: [CIS-1.2.18]}
    ensure:
      audit-log-maxage:
        {at_least: 30, zero: unlimited, controls: [CIS-1.2.19]}
      request-timeout: {at_most: 300s, at_least: 1s, default: 300s}
      encryption-provider-config:
        set: true
        default: /var/snap/k8s/common/etc/encryption/enc.yaml
    merge:
      enable-admission-plugins: [NodeRestriction, EventRateLimit]
    remove:
      authorization-mode: [AlwaysAllow]
    absent: [token-auth-file]
  notify: restart kube-apiserver`,
    '- args_file:\n    service: kubelet\n    merge:\n      feature-gates: {AllAlpha: false}',
  ],
  probe: probeArgs,
  plan: planArgs,
  claims: claimsOf,
  result: (task, state) =>
    new Map<MapKey, Value>([
      ['path', task.target.path],
      ['flags', effectiveFlags(task, state)],
    ]),
};
