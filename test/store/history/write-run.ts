// Writes one run: node write-run.ts FILE RUN EVENTS. A fourth word: `wait` says `written` and stays until it is killed,
// `noise` makes events that cannot be compressed.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { startHistoryWriter } from '../../../src/store/history/writer.ts';
import { aboutRun, endOfRun } from '../../support/records.ts';

const [file = '', run = '', events = '0', how] = process.argv.slice(2);
const writer = startHistoryWriter(file, (why) => process.stderr.write(`${why}\n`));
writer.begin(aboutRun(run));
for (let seq = 0; seq < Number(events); seq += 1) {
  writer.event(
    seq,
    JSON.stringify({ seq, run, ...(how === 'noise' && { noise: randomBytes(500).toString('base64') }) }),
  );
  if (seq % 50 === 0) await sleep(5);
}
if (how === 'wait') {
  await sleep(500);
  process.stdout.write('written\n');
  await sleep(60_000);
}
writer.end(endOfRun());
await writer.close();
