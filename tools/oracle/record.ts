import { writeFileSync } from 'node:fs';
import { allSuites, answersPath, buildOracle, record } from './suites.ts';

/** `tools/oracle/oracle record [NAME...]`: asks again and writes the answers. */
const suites = allSuites();
const names = process.argv.length > 2 ? process.argv.slice(2) : [...suites.keys()];
const unknown = names.filter((name) => !suites.has(name));
if (unknown.length > 0) {
  process.stderr.write(`there is no suite ${unknown.join(', ')}; there are ${[...suites.keys()].join(', ')}\n`);
  process.exit(64);
}
const problem = buildOracle();
if (problem !== null) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
for (const name of names) {
  const suite = suites.get(name);
  if (suite === undefined) continue;
  writeFileSync(answersPath(suite), record(suite));
  process.stderr.write(`${name}: ${suite.answers}\n`);
}
