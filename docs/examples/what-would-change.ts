/** `node what-would-change.ts PLAYBOOK INVENTORY`: a line for each change that a run would make, then how it ended. */
import { compile, run, type RunRequest } from 'bulwark';

const [playbook = 'site.yaml', inventory = 'hosts.yaml'] = process.argv.slice(2);
const request: RunRequest = { command: 'plan', playbook, inventory };

const compiled = await compile(request);
if (!compiled.ok)
  for (const { code, summary, range } of compiled.diagnostics)
    console.error(`${range?.file ?? playbook}:${range?.start.line ?? 0} ${code} ${summary}`);

const running = run(request);
for await (const event of running) {
  if (event.type === 'task-finished' && event.status === 'drifted')
    for (const { target } of event.changes) console.log(`${event.host}  ${event.task}  ${target}`);
  if (event.type === 'host-lost') console.log(`${event.host}  ${event.message}`);
}
process.exitCode = await running.exit;
