import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Fleet } from './fleet.ts';

/** A snapd of a host of the fleet: its state.json and what `snap changes` and `snap tasks` say. */
export class FakeSnapd {
  readonly #folder: string;
  readonly #run: string;

  constructor(fleet: Fleet, host: string) {
    this.#folder = join(fleet.journal(host), '../snapd');
    mkdirSync(join(this.#folder, 'next'), { recursive: true });
    this.#run = join(fleet.journal(host), '../../run');
    mkdirSync(this.#run);
    writeFileSync(join(this.#run, 'snapd.socket'), '');
    fleet.program(host, 'snap', 'cat "/var/lib/snapd/$1"');
    this.rest();
  }

  /** One change with this status; `task` is what it is at. */
  works(status = 'Doing', what = 'Auto-refresh snap "k8s"', task = 'Doing  Stop snap "k8s" services', to = '.'): void {
    this.#write(`${to}/state.json`, '{"changes":{"12":{"id":"12","spawn-time":"2026-11-21T19:26:38Z"}},"tasks":{}}');
    this.#write(
      `${to}/changes`,
      `ID   Status  Spawn               Ready               Summary
11   Done    today at 18:16 UTC  today at 18:16 UTC  Refresh "k8s" snap
12   ${status}   today at 19:26 UTC  -                   ${what}
`,
    );
    this.#write(
      `${to}/tasks`,
      `Status  Spawn   Ready   Summary\nDone    today   today   Ensure prerequisites\n${task}\n`,
    );
  }

  /** It begins when somebody runs `cp /var/lib/snapd/next/* /var/lib/snapd`. */
  prepare(): void {
    this.works(undefined, undefined, undefined, 'next');
  }

  /** All changes are ready. */
  rest(): void {
    const times = '"spawn-time":"2026-11-21T19:26:38Z","ready-time":"2026-11-21T19:26:39Z"';
    this.#write('state.json', `{"changes":{"12":{"id":"12",${times}}},"tasks":{}}`);
    this.#write('changes', '');
  }

  /** It was stopped, or taken away, in the middle of a change. */
  leave(): void {
    rmSync(join(this.#run, 'snapd.socket'));
  }

  #write(name: string, text: string): void {
    writeFileSync(join(this.#folder, name), text);
  }
}
