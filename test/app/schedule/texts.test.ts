import { execFileSync } from 'node:child_process';

import test from 'ava';
import fc from 'fast-check';

import { cronLine, hasEntry, withEntry, withoutEntry } from '../../../src/app/schedule/crontab.ts';
import { jobText, readJob, readState, stateText } from '../../../src/app/schedule/job-file.ts';
import { rehearsalWords, runWords, workWords } from '../../../src/app/schedule/job-words.ts';
import { mailText } from '../../../src/app/schedule/mail-text.ts';
import { calendar, serviceText, timerText } from '../../../src/app/schedule/unit-text.ts';
import { noState } from '../../../src/domain/schedule.ts';
import { jobOf, timingOf } from './support/job.ts';

test('a service starts the schedule by whole paths, with neither an agent nor a terminal', (t) => {
  t.is(
    serviceText(jobOf()),
    `# Written by \`bulwark schedule install\`, removed by \`bulwark schedule remove\`.
[Unit]
Description=Bulwark schedule repair: apply --only-drifted

[Service]
Type=oneshot
ExecStart="/usr/bin/node" "/opt/bulwark/bin/bulwark.js" "schedule" "run" "repair"
UnsetEnvironment=SSH_AUTH_SOCK SSH_AGENT_PID SSH_ASKPASS DISPLAY WAYLAND_DISPLAY
StandardInput=null
KillMode=mixed
TimeoutStopSec=5min
`,
  );
});

test('the rehearsal is the same service with one word more', (t) => {
  t.is(
    serviceText(jobOf(), ['--rehearse']),
    serviceText(jobOf()).replace('"run" "repair"', '"run" "repair" "--rehearse"'),
  );
});

test('a timer makes up for runs that were slept through', (t) => {
  t.regex(
    timerText(jobOf({ timing: timingOf({ every: 360, at: 150 }) })),
    /\[Timer\]\nOnCalendar=\*-\*-\* 02,08,14,20:30:00\nPersistent=true\nRandomizedDelaySec=120\nAccuracySec=1s\n\n\[Install\]\nWantedBy=timers.target\n$/,
  );
});

test('no path of the operator is more than a path in a unit file', (t) => {
  const text = serviceText(
    jobOf({ program: ['/opt/a b/$HOME/%h/"c"\\d'], environment: { XDG_CONFIG_HOME: '/a %n$x' } }),
  );
  t.true(text.includes(String.raw`ExecStart="/opt/a b/$$HOME/%%h/\"c\"\\d" "schedule"`), text);
  t.true(text.includes('Environment="XDG_CONFIG_HOME=/a %%n$x"'), text);
});

test('systemd reads the calendar as it was meant', (t) => {
  const timings = [
    timingOf({ every: 1 }),
    timingOf({ every: 30 }),
    timingOf({ every: 360, at: 150 }),
    timingOf({ every: 1440, at: 1439 }),
    timingOf({ every: 1440, at: 420, day: 1 }),
  ];
  t.deepEqual(timings.map(calendar), [
    '*-*-* *:*:00',
    '*-*-* *:00,30:00',
    '*-*-* 02,08,14,20:30:00',
    '*-*-* 23:59:00',
    'Mon *-*-* 07:00:00',
  ]);
  for (const text of timings.map(calendar))
    t.notThrows(() => execFileSync('systemd-analyze', ['calendar', text], { stdio: 'pipe' }), text);
});

test('a line of cron', (t) => {
  const line = (about: Parameters<typeof jobOf>[0]): string => cronLine(jobOf(about));
  const command = '/usr/bin/node /opt/bulwark/bin/bulwark.js schedule run repair';
  t.is(line({}), `0,30 * * * * ${command}`);
  t.is(line({ shift: 2 }), `2,32 * * * * ${command}`);
  t.is(line({ timing: timingOf({ every: 1 }) }), `* * * * * ${command}`);
  t.is(line({ timing: timingOf({ every: 1440, at: 420, day: 0 }), shift: 1 }), `1 7 * * 0 ${command}`);
  t.is(
    line({ program: ["/opt/it's 5%/bulwark"], environment: { XDG_STATE_HOME: '/var/a b' } }),
    String.raw`0,30 * * * * env 'XDG_STATE_HOME=/var/a b' '/opt/it'\''s 5\%/bulwark' schedule run repair`,
  );
});

const someCrontab = fc
  .array(
    fc.constantFrom(
      'MAILTO=alice',
      '# mine',
      '15 4 * * * /bin/true',
      '',
      '# bulwark schedule other: ...',
      '* * * * * x',
    ),
  )
  .map((lines) => lines.map((line) => `${line}\n`).join(''));

test("other people's lines stay byte for byte, and a schedule stands there once, in its place", (t) => {
  fc.assert(
    fc.property(someCrontab, someCrontab, (above, below) => {
      const set = withEntry(above, jobOf()) + below;
      t.is(withoutEntry(set, 'repair'), above + below);
      t.is(withEntry(set, jobOf()), set);
      const changed = withEntry(set, jobOf({ timing: timingOf({ every: 60 }) }));
      t.is(changed, set.replace('0,30 * * * * /usr', '0 * * * * /usr'));
      t.true(hasEntry(set, 'repair'));
      t.false(hasEntry(set, 'repair-2'));
      t.is(withoutEntry(set, 'repair-2'), set);
    }),
  );
});

test('a crontab without a last line feed gets one', (t) => {
  t.true(withEntry('* * * * * x', jobOf()).startsWith('* * * * * x\n# bulwark'));
});

const words = (about: Parameters<typeof jobOf>[0], now = new Date(2026, 10, 21, 12)): string =>
  runWords(jobOf(about), now.getTime()).join(' ');

test('nothing is restarted unless it was asked for, and then in its window only', (t) => {
  const [noon, night] = [new Date(2026, 10, 21, 12), new Date(2026, 10, 21, 23)];
  const window = { from: 22 * 60, until: 5 * 60 };
  t.regex(words({}), / --yes --disrupt none --lock-timeout 15m$/);
  t.regex(words({ work: 'restart' }), /--disrupt process/);
  t.regex(words({ work: 'restart', window }, noon), /--disrupt none/);
  t.regex(words({ work: 'restart', window }, night), /--disrupt process/);
  t.notRegex(words({ work: 'none' }, night), /--yes|--disrupt/);
  t.regex(words({ work: 'none', full: true, tellChanges: true }), /^drift .* --full --report changes$/);
});

test('hosts, inventory and ways in are those of the installation, in the rehearsal too', (t) => {
  const job = jobOf({ playbook: 'reapply.yaml', words: ['-i', 'prod.yaml', '-l', 'workers'] });
  t.true(runWords(job, 0).join(' ').startsWith('apply reapply.yaml -i prod.yaml -l workers --quiet --format plain '));
  t.is(rehearsalWords(job).join(' '), 'plan reapply.yaml -i prod.yaml -l workers --format jsonl');
});

test('what it does, in words', (t) => {
  t.deepEqual(
    (['no-restart', 'restart', 'none', 'summary'] as const).map((work) => workWords({ work, full: work === 'none' })),
    ['apply --only-drifted', 'apply --only-drifted', 'drift --full', 'history summary'],
  );
});

test('a schedule and its state are read as they were written; anything else is refused, or no state', (t) => {
  const job = jobOf({
    window: { from: 0, until: 60 },
    channels: { ...jobOf().channels, ping: 'https://hc.example/1' },
  });
  const read = readJob('repair.json', jobText(job));
  t.deepEqual(read.ok ? read.value : null, job);
  for (const text of ['', '{', '[]', jobText(job).slice(0, -20), jobText(jobOf({ name: '../x' })), '{"name":1}'])
    t.is(readJob('repair.json', text).ok, false, text);
  const state = { ...noState, begunAt: 1, last: { at: 2, exit: 3, said: 'DRIFT' }, undelivered: ['mail: no'] };
  t.deepEqual(readState(stateText(state)), state);
  for (const text of [null, '', '{"busy":-1}']) t.deepEqual(readState(text), noState);
});

test('a mail has the verdict as its subject, whatever is in it', (t) => {
  const delivery = { job: jobOf(), exit: 3, isFine: false, at: Date.UTC(2026, 10, 21, 6, 30) };
  const mail = mailText('ops@example.org', { ...delivery, report: 'DRIFT on 3 of 5 hosts\n\ncp-2  mode 0644\n' });
  t.is(
    mail,
    `To: ops@example.org
Subject: DRIFT on 3 of 5 hosts
Date: Sat, 21 Nov 2026 06:30:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit
Auto-Submitted: auto-generated
X-Bulwark-Schedule: repair

DRIFT on 3 of 5 hosts

cp-2  mode 0644
`,
  );
  const hostile = mailText('ops', { ...delivery, report: 'DRIFT \u001b[31m\r Bcc: eve — überall' });
  t.deepEqual(hostile.split('\n').slice(1, 2), [
    `Subject: =?utf-8?B?${Buffer.from('DRIFT  [31m  Bcc: eve — überall').toString('base64')}?=`,
  ]);
});
