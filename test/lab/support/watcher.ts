import { startInHost } from './lab.ts';

/** Asks every API server again and again, from its own host, whether it is ready. */
export interface Watcher {
  /** Ends it; gives the spans in which each was not ready. */
  stop(): Promise<ReadonlyMap<string, readonly Span[]>>;
}

/** Milliseconds of the machine's clock, which all hosts of the lab share. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Prints `milliseconds ok` or `milliseconds down` some five times a second; ends when nobody reads any more. */
const loop = `while :; do
  if timeout 3 k8s kubectl get --raw=/readyz >/dev/null 2>&1; then s=ok; else s=down; fi
  printf '%s %s\\n' "$(date +%s%3N)" $s || exit
  sleep 0.2
done`;

export function watchApiServers(hosts: readonly string[]): Watcher {
  const watched = hosts.map((host) => {
    const child = startInHost(host, loop);
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    return { host, child, spans: () => downSpans(text) };
  });
  return {
    async stop() {
      await Promise.all(
        watched.map(({ child }) => {
          const closed = new Promise((resolve) => child.once('close', resolve));
          child.stdout?.destroy();
          child.stderr?.destroy();
          return closed;
        }),
      );
      return new Map(watched.map(({ host, spans }) => [host, spans()]));
    },
  };
}

/** From the last good answer before it to the first good one after it, so that nothing is missed. */
function downSpans(text: string): readonly Span[] {
  const samples = text
    .split('\n')
    .slice(0, -1)
    .map((line) => ({ at: Number(line.split(' ')[0]), ok: line.endsWith(' ok') }));
  const spans: Span[] = [];
  samples.forEach(({ at, ok }, index) => {
    if (ok) return;
    const last = spans.at(-1);
    const next = samples[index + 1]?.at ?? at;
    if (last !== undefined && last.to >= at) spans[spans.length - 1] = { from: last.from, to: next };
    else spans.push({ from: samples[index - 1]?.at ?? at, to: next });
  });
  return spans;
}

/** Two hosts that were down at once, in words; null when there were none. */
export function bothDown(down: ReadonlyMap<string, readonly Span[]>): string | null {
  const hosts = [...down.entries()];
  for (const [one, spans] of hosts)
    for (const [other, others] of hosts.filter(([name]) => name > one))
      for (const a of spans)
        for (const b of others)
          if (a.from < b.to && b.from < a.to) return `${one} was down ${a.from}-${a.to}, ${other} ${b.from}-${b.to}`;
  return null;
}
