import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';

import { evidenceArchive } from '../../src/app/evidence.ts';
import type { Assessment } from '../../src/domain/assessment.ts';
import { assessmentFormats } from '../../src/report/assessment/formats.ts';
import { streamFile } from '../../src/store/stream-file.ts';
import { bigAssessment } from './big-assessment.ts';
import { peakMemory } from './peak-memory.ts';

/**
 * Writes a big assessment in one format, or as `evidence.tar` on the disk, and prints as JSON what that cost.
 * `node test/support/report-process.ts FORMAT HOSTS ODD`
 */
const [name = 'html', hosts = '500', odd = '0.1'] = process.argv.slice(2);
const assessment = bigAssessment({ hosts: Number(hosts), odd: Number(odd) });
const folder = mkdtempSync(join(tmpdir(), 'bulwark-report-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
const before = process.cpuUsage();
const { files, bytes } = await (name === 'evidence.tar'
  ? archived(assessment, join(folder, name))
  : written(assessment));
const { user, system } = process.cpuUsage(before);
const memory = peakMemory();
process.stdout.write(JSON.stringify({ files, bytes, seconds: (user + system) / 1e6, memory }));

/** As `-o` writes it, which has a file of the format in memory as a whole. */
function written(of: Assessment) {
  const format = assessmentFormats.find((one) => one.name === name);
  if (format === undefined) throw new Error(`no format ${name}`);
  let files = 0;
  let bytes = 0;
  for (const file of format.files(of)) {
    files += 1;
    bytes += Buffer.byteLength([...file.parts].join(''));
  }
  return { files, bytes };
}

async function archived(of: Assessment, path: string) {
  let files = 0;
  let bytes = 0;
  await streamFile(path, counted());
  return { files, bytes };

  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const piece of evidenceArchive(of, null, () => Promise.resolve(''))) {
      bytes += piece.length;
      // Headers of ustar say so at their offset 257.
      if (piece.length === 512 && Buffer.from(piece).toString('latin1', 257, 262) === 'ustar') files += 1;
      yield piece;
    }
  }
}
