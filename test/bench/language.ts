/**
 * What the language alone costs a converged run: reading, checking and binding the shipped playbook for a fleet.
 *
 *     node test/bench/language.ts [HOSTS]
 *
 * Prints milliseconds of CPU a host, for all that is done before the first host is asked and for binding its tasks, and
 * the time of 1,000 tasks for 1,000 hosts.
 */
import { languageCost } from '../support/language-cost.ts';

const hosts = Number(process.argv[2] ?? 100);
languageCost(hosts);
const { compile, bind } = languageCost(hosts);
console.log(`${hosts} hosts: compile ${compile.toFixed(2)} ms, bind ${bind.toFixed(2)} ms of CPU a host`);
