import { writeFileSync } from 'node:fs';

import test from 'ava';

import { joinCommands, sh } from '../../src/shell/sh.ts';
import { settleText } from '../../src/modules/gate/settle.ts';
import { runHere, shells } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const controller = Buffer.from('\x7fELF\0\xffservice-args-controller-check-interval\0', 'latin1');

for (const [name, shell] of Object.entries(shells)) {
  const settles = test.macro({
    exec(t, args: string | null, wanted: number) {
      const folder = tempFolder(t);
      writeFileSync(`${folder}/k8sd`, controller);
      if (args !== null) writeFileSync(`${folder}/args`, args);
      t.is(watchTime(folder, shell), wanted);
    },
    title: (_, args, wanted) => `${name}: with ${JSON.stringify(args)} the watch lasts ${String(wanted)} ms`,
  });

  test(settles, null, 130_000);
  test(settles, '', 130_000);
  test(settles, '--service-args-controller-check-interval="45s"\n', 55_000);
  test(settles, '--service-args-controller-check-interval=1m30s\n', 100_000);
  test(settles, '--service-args-controller-check-interval="1.5m"\n', 130_000);
  test(settles, '--service-args-controller-check-interval="5s"\n', 40_000);
  test(settles, '--service-args-controller-check-interval="90000ms"\n', 100_000);
  test(settles, '--service-args-controller-check-interval="1h"\n', 3_610_000);
  test(settles, '--service-args-controller-check-interval="$(id)"\n', 130_000);
  test(settles, '--disable-service-args-controller="true"\n', 1000);
  test(settles, '--disable-service-args-controller\n', 1000);
  test(settles, '--disable-service-args-controller="false"\n', 130_000);

  test(`${name}: a k8sd without the controller, or no k8sd, needs no longer watch`, (t) => {
    const folder = tempFolder(t);
    t.is(watchTime(folder, shell), 1000);
    writeFileSync(`${folder}/k8sd`, 'an older one');
    t.is(watchTime(folder, shell), 1000);
  });
}

function watchTime(folder: string, shell: readonly string[]): number {
  const text = settleText({ k8sd: `${folder}/k8sd`, k8sdArgs: `${folder}/args` });
  const command = joinCommands(
    [sh`wanted=1000`, text, sh`echo "$wanted"`],
    sh`
`,
  );
  return Number(runHere(command, { shell }).stdout.toString());
}
