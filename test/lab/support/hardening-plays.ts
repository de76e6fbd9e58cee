import { resolve } from 'node:path';

import { stringify } from 'yaml';
import { z } from 'zod';

import { type Play, playsOf } from '../../support/playbook-plays.ts';
import { hardeningPlaybook, temporaryFile } from './lab.ts';

/** The hardening playbook with each play's tasks as often as told. */
export const repeatedHardening = (times: number): string =>
  written('repeated.yaml', (play) => ({
    ...play,
    tasks: Array.from({ length: times }, () => play.tasks).flat(),
  }));

/** The hardening playbook's tasks for hosts without systemd: nothing is restarted, all hosts at once. */
export const hardeningWithoutRestarts = (): string =>
  written('without-restarts.yaml', (play) => ({
    ...play,
    serial: '100%',
    handlers: [],
    tasks: play.tasks.map((task) => Object.fromEntries(Object.entries(task).filter(([name]) => name !== 'notify'))),
  }));

function written(name: string, change: (play: Play) => Play): string {
  const plays = playsOf(hardeningPlaybook);
  return temporaryFile(name, stringify(plays.map(change).map(anywhere), { aliasDuplicateObjects: false }));
}

/** Templates are found wherever the playbook lies. */
const anywhere = (play: Play): Play => ({
  ...play,
  tasks: play.tasks.map((task) => {
    const template = templateShape.safeParse(task['template']);
    if (!template.success) return task;
    return { ...task, template: { ...template.data, src: resolve('playbooks/templates', template.data.src) } };
  }),
});

const templateShape = z.looseObject({ src: z.string() });
