type StopSignal = 'SIGINT' | 'SIGTERM';

/** How a run is stopped from outside. */
export interface Stopping {
  /** First signal: no new tasks. */
  readonly stop: AbortSignal;
  /** Second: what runs on hosts is killed. */
  readonly kill: AbortSignal;
  stoppedBy(): StopSignal | null;
  /** Call for each signal that arrives. */
  strike(signal: StopSignal): void;
}

/** First: finish what is begun. Second: cut. Third: leave at once, with 130 or 143. */
export function startStopping(ports: {
  readonly say: (line: string) => void;
  /** Hosts that are begun and not yet through, as a node set; empty when there is none. */
  readonly inWork: () => string;
  readonly leave: (exit: number) => void;
}): Stopping {
  const [stop, kill] = [new AbortController(), new AbortController()];
  let first: StopSignal | null = null;
  let strikes = 0;
  return {
    stop: stop.signal,
    kill: kill.signal,
    stoppedBy: () => first,
    strike: (signal) => {
      first ??= signal;
      strikes += 1;
      if (strikes === 1) {
        const hosts = ports.inWork();
        ports.say(
          hosts === ''
            ? 'stopping: nothing new is begun; again: cut'
            : `stopping: ${hosts} first ${hosts.includes(',') || hosts.includes('[') ? 'end their steps' : 'ends its step'}, restarts and gates; again: cut`,
        );
        stop.abort(signal);
      } else if (strikes === 2) {
        ports.say('cutting: what runs on the hosts is killed; again: leave at once');
        kill.abort(signal);
      } else ports.leave(first === 'SIGINT' ? 130 : 143);
    },
  };
}
