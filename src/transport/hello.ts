import { ConnectError } from '../domain/errors.ts';

type StreamName = 'stdout' | 'stderr';

export interface HelloReader {
  isOver(stream: StreamName): boolean;
  noise(stream: StreamName, bytes: Buffer): void;
  marker(stream: StreamName, words: readonly string[]): void;
  /** The last of what came on standard error before the hello, for explaining a shell that never said it. */
  said(): string;
}

/** Bytes of standard error that are kept to explain a failed start. */
const SAID_BYTES = 4096;

/** Skips what comes before the dispatcher's first line, and checks that line: `h:UID: MISSING TOOLS`. */
export function helloReader(inputs: {
  host: string;
  noiseLimit: number;
  fail: (error: ConnectError) => void;
}): HelloReader {
  const over = new Set<StreamName>();
  let skipped = 0;
  let said = Buffer.alloc(0);
  const refuse = (reason: 'protocol' | 'missing-tool', message: string, hint: string): void =>
    inputs.fail(new ConnectError({ reason, host: inputs.host, message, hint }));
  return {
    isOver: (stream) => over.has(stream),
    said: () => said.toString('utf8'),
    noise(stream, bytes) {
      if (stream === 'stderr') said = Buffer.from(Buffer.concat([said, bytes]).subarray(-SAID_BYTES));
      const before = skipped;
      skipped += bytes.length;
      if (before > inputs.noiseLimit || skipped <= inputs.noiseLimit) return;
      refuse(
        'protocol',
        `the login printed more than ${inputs.noiseLimit / 1024} KiB before the first command ran`,
        'Silence ~/.bashrc, /etc/profile.d or ForceCommand for sessions without a terminal.',
      );
    },
    marker(stream, [kind, , tools]) {
      if (kind !== 'h') return;
      over.add(stream);
      const missing = (tools ?? '').trim();
      if (missing === '' || stream === 'stderr') return;
      refuse(
        'missing-tool',
        `the host lacks ${missing.replaceAll(' ', ', ')}`,
        'On Debian and Ubuntu: apt-get install coreutils util-linux',
      );
    },
  };
}
