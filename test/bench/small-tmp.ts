import { refreshLoop } from '../lab/support/refresh-loop.ts';
const reapply = 'playbooks/reapply.yaml'; const repair=['apply', reapply, '--yes'];
const hosts=['cp-1','worker-1','worker-2'];
const r = await refreshLoop({hosts, refreshes: Number(process.argv[2]), atOnce: 2, commands: [['plan','playbooks/reapply.yaml'], repair], repairs: repair, log: console.error});
console.log(JSON.stringify(r,null,1));
