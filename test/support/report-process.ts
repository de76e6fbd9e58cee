import { evidenceArchive } from '../../src/app/evidence.ts';
import type { Assessment } from '../../src/domain/assessment.ts';
import { assessmentFormats } from '../../src/report/assessment/formats.ts';
import { bigAssessment } from './big-assessment.ts';

/**
 * Writes a big assessment in one format, or as `evidence.tar`, and prints as JSON what that cost.
 * `node test/support/report-process.ts FORMAT HOSTS ODD`
 */
const [name = 'html', hosts = '500', odd = '0.1'] = process.argv.slice(2);
const assessment = bigAssessment({ hosts: Number(hosts), odd: Number(odd) });
const before = process.cpuUsage();
let files = 0;
let bytes = 0;
for await (const size of sizes(assessment)) {
  files += 1;
  bytes += size;
}
const { user, system } = process.cpuUsage(before);
const memory = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ files, bytes, seconds: (user + system) / 1e6, memory }));

async function* sizes(of: Assessment): AsyncIterable<number> {
  const format = assessmentFormats.find((one) => one.name === name);
  if (format !== undefined) for (const { text } of format.files(of)) yield Buffer.byteLength(text);
  else for await (const piece of evidenceArchive(of, null, () => Promise.resolve(''))) yield piece.length;
}
