import test from 'ava';

import type { RunEvent } from '../../src/domain/event.ts';
import { plainLayout } from '../../src/render/plain.ts';
import { previewText } from '../../src/render/preview-text.ts';
import { storyOf } from '../../src/render/story.ts';
import { fleet, printed, risks, started, stream, taskFinished, textOptions } from './helpers/events.ts';
import { ended, planOfFive } from './helpers/runs.ts';

const [images] = risks;
const planes = ['cp-1', 'cp-2', 'cp-3'];

test('what several hosts found alike is one entry; its other lines are indented', (t) => {
  t.is(
    lookOut(printed(plainLayout(textOptions()), planOfFive())),
    `Look out  AlwaysPullImages: 1 image has imagePullPolicy Never (cp-[1-3])
            acme/report:dev on worker-2, pod billing/report-7d9f
            after this a new pod pulls it, and fails if no registry has it
            leave it off: hardening_always_pull_images: false
          10.20.0.40 reads :10257 and :10259 (cp-[1-3])
            Prometheus? after this it no longer can
            keep it open: hardening_bind_loopback: false`,
  );
});

test('before an apply asks, it shows what to look out for', (t) => {
  const events = planOfFive().filter(({ type }) => type !== 'run-started' && type !== 'run-finished');
  const [first] = stream([started('apply')]);
  const story = storyOf([first, ...events].filter((event): event is RunEvent => event !== undefined));
  for (const whole of [false, true])
    t.regex(
      previewText(story, whole, textOptions()).join('\n'),
      /^Look out {2}AlwaysPullImages: .* \(cp-\[1-3\]\)\n {12}acme[^]*\n {10}10\.20\.0\.40 reads/m,
    );
});

test('a fleet with nothing to do still tells a risk, and a long line of it wraps', (t) => {
  const long = `${images}\n${'word '.repeat(20).trim()}`;
  const found = planes.map((host) => taskFinished(host, { module: 'assert', warnings: [long] }));
  const text = printed(plainLayout(textOptions()), ended([started('plan', fleet), ...found]));
  t.regex(
    text,
    /^ok {2}5 hosts[^\n]*\n {4}look out: AlwaysPullImages: 1 image has imagePullPolicy Never \(cp-\[1-3\]\)\n {6}acme[^]*\n {6}(word ?){15}\n {6}(word ?){5}$/,
  );
});

test('control characters in a warning are shown, and a final newline adds no line', (t) => {
  const found = fleet.map((host) => taskFinished(host, { warnings: ['one\u001b[2J\ntwo\u202e\n'] }));
  const text = printed(plainLayout(textOptions()), ended([started('plan'), ...found]));
  t.true(text.endsWith('look out: one\\x1b[2J\n      two\\u202e'));
});

/** The section, without the others. */
const lookOut = (text: string): string => /^Look out [^]*?(?=\n[A-Z])/m.exec(text)?.[0] ?? text;
