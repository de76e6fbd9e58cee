/** A service that must come back healthy and stay so. Durations in milliseconds. */
export interface GateSpec {
  /** `kube-apiserver`: the unit is `snap.k8s.<component>.service`. */
  readonly component: string;
  /** URL, `kubectl:/readyz` for the API server, or null where there is none; undefined: the component's default. */
  readonly endpoint?: string | null;
  /** Until when it must be ready. */
  readonly timeout: number;
  /** How long it must then stay ready. */
  readonly stableFor: number;
  /** Watch at least until k8sd's controller, which restarts services whose arguments drifted, has looked once more. */
  readonly settle?: boolean;
}

/** What the gate saw of one component. Durations in milliseconds. */
export interface GateReport {
  readonly component: string;
  readonly passed: boolean;
  readonly readyAfter: number | null;
  readonly stableFor: number;
  readonly wanted: string;
  readonly seen: string;
  /** The host's own words, at most 3 lines. */
  readonly said: readonly string[];
}
