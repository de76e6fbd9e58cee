import { z } from 'zod';

import type { GateReport, GateSpec } from '../domain/gate.ts';
import type { Module, Planned } from '../domain/module.ts';
import { anyResource } from '../domain/resource.ts';
import { Float, type Mapping, type Value } from '../domain/value.ts';
import { gateCommand } from './gate/command.ts';
import { services } from '../domain/k8s-snap.ts';
import { parseGate } from './gate/report.ts';
import { flag, oneOrMore, seconds } from './params.ts';

const endpoint = z
  .string()
  .regex(
    /^(?:https?:\/\/[^\s/?#]+(?:[/?][^\s]*)?|kubectl:\/[^\s]*)$/,
    'must be a URL, or kubectl: and a path such as kubectl:/readyz',
  )
  .nullable();

/** Also what the play keyword `gate:` takes. */
const gateParams = z
  .strictObject({
    component: oneOrMore(z.enum(services)),
    endpoint: endpoint.optional(),
    /** Seconds until it must be ready. */
    timeout: seconds.default(120_000),
    /** Seconds that it must then stay so. */
    stable_for: seconds.default(0),
    /** Watch at least until k8sd's arguments controller has looked once more. */
    settle: flag.default(false),
  })
  .refine((given) => given.endpoint === undefined || given.component.length === 1, {
    path: ['endpoint'],
    message: 'goes with one component',
  });
export type GateParams = z.output<typeof gateParams>;

/** One gate a component. */
const gatesOf = (given: GateParams): readonly GateSpec[] =>
  given.component.map((component) => ({
    component,
    timeout: given.timeout,
    stableFor: given.stable_for,
    settle: given.settle,
    ...(given.endpoint === undefined ? {} : { endpoint: given.endpoint }),
  }));

/** Waits until services of the k8s snap are healthy and stay so; fails otherwise, and never changes anything. */
export const k8sHealth: Module<GateParams, readonly GateReport[]> = {
  name: 'k8s_health',
  summary: 'Waits until services of the k8s snap are healthy, and stay so',
  params: gateParams,
  examples: [
    '- k8s_health:\n    component: kube-apiserver\n    stable_for: 30',
    '- k8s_health:\n    component: [kube-controller-manager, kube-scheduler, kubelet]\n    timeout: 180\n    stable_for: 30\n    settle: true',
  ],
  probe: (given) => ({
    command: gateCommand(gatesOf(given), 'both'),
    reads: [anyResource],
    parse: ({ output }) => parseGate(output, gatesOf(given)),
  }),
  plan: (_given, reports) => verdict(reports),
  result: (_given, reports) => new Map([['components', reports.map(described)]]),
};

function verdict(reports: readonly GateReport[]): Planned {
  const failed = reports.find(({ passed }) => !passed);
  if (failed === undefined) return { kind: 'changes', changes: [] };
  const said = failed.said.length === 0 ? '' : `; it said: ${failed.said.join(' · ')}`;
  return {
    kind: 'refused',
    message: `${failed.component} is not healthy`,
    wanted: failed.wanted,
    seen: `${failed.seen}${said}`,
    hint: `journalctl -u snap.k8s.${failed.component} -n 50`,
  };
}

const described = (report: GateReport): Mapping =>
  new Map<string, Value>([
    ['component', report.component],
    ['passed', report.passed],
    ['ready_after', report.readyAfter === null ? null : new Float(report.readyAfter / 1000)],
    ['stable_for', new Float(report.stableFor / 1000)],
    ['seen', report.seen],
    ['said', report.said],
  ]);
