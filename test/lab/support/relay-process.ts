// The program behind relay.ts: it runs inside the lab's network. node relay-process.ts ADDRESS PORT DELAY
import { createServer, createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

import type { CutRule, RelayEvent } from './relay.ts';

const [address = '', port = '', delay = ''] = process.argv.slice(2);
let rule: CutRule | null = null;
const tell = (event: RelayEvent): void => void process.stdout.write(`${JSON.stringify(event)}\n`);

const server = createServer((controller) => relay(controller, createConnection(Number(port), address)));
await greeting();
server.listen(0, '127.0.0.1', () => {
  const at = server.address();
  tell({ type: 'listening', port: typeof at === 'object' && at !== null ? at.port : 0 });
});
const commands = createInterface(process.stdin);
commands.on('line', (line) => {
  rule = readRule(JSON.parse(line));
  tell({ type: 'ready' });
});
commands.on('close', () => process.exit(0));

/** Waits for the sshd: a host that was just made anew may be out of reach for seconds (its address has a new MAC). */
async function greeting(): Promise<void> {
  const socket = createConnection({ port: Number(port), host: address });
  const greets = await new Promise<boolean>((resolve) => {
    socket.once('data', () => resolve(true));
    socket.once('error', () => resolve(false));
    setTimeout(() => resolve(false), 1000);
  });
  socket.destroy();
  if (!greets) await greeting();
}

function readRule(value: unknown): CutRule | null {
  if (typeof value !== 'object' || value === null) return null;
  const [exchange, when, action] = ['exchange', 'when', 'action'].map((name): unknown => Reflect.get(value, name));
  if (typeof exchange !== 'number') return null;
  return {
    exchange,
    when: when === 'before' || when === 'within' ? when : 'answered',
    action: action === 'hold' ? 'hold' : 'cut',
  };
}

function relay(controller: Socket, host: Socket): void {
  const counts = { exchanges: 0, sent: 0, received: 0 };
  let last: 'up' | 'down' = 'down';
  let over = false;
  const end = (): void => {
    if (over) return;
    over = true;
    tell({ type: 'closed', ...counts });
    setTimeout(() => [controller, host].forEach((socket) => socket.destroy()), Number(delay) + 5);
  };
  /** True when the rule says that this chunk is the one: from then on nothing passes. */
  const isTheEnd = (when: CutRule['when']): boolean => {
    if (over || rule === null || rule.exchange !== counts.exchanges || rule.when !== when) return false;
    const { action } = rule;
    rule = null;
    over = true;
    tell({ type: 'reached', ...counts });
    if (action === 'cut') [controller, host].forEach((socket) => socket.resetAndDestroy());
    return true;
  };
  const later = (to: Socket, chunk: Buffer, then: () => void): void =>
    void setTimeout(() => {
      if (over || to.destroyed) return;
      to.write(chunk);
      then();
    }, Number(delay));
  for (const socket of [controller, host]) {
    socket.setNoDelay(true);
    socket.on('error', end);
    socket.on('close', () => {
      end();
      [controller, host].forEach((other) => other.destroy());
    });
  }
  controller.on('data', (chunk: Buffer) => {
    if (over) return;
    const isNew = last === 'down';
    if (isNew) counts.exchanges += 1;
    last = 'up';
    counts.sent += chunk.length;
    if (isNew) tell({ type: 'exchange', ...counts });
    if (isNew && isTheEnd('before')) return;
    later(host, chunk, () => isNew && isTheEnd('within'));
  });
  host.on('data', (chunk: Buffer) => {
    if (over) return;
    const isNew = last === 'up';
    last = 'down';
    counts.received += chunk.length;
    if (isNew && isTheEnd('answered')) return;
    later(controller, chunk, () => undefined);
  });
  controller.on('end', () => setTimeout(() => host.end(), Number(delay)));
  host.on('end', () => setTimeout(() => controller.end(), Number(delay)));
}
