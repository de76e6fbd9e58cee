import { readFileSync, readdirSync } from 'node:fs';

import test from 'ava';

import { renderDiagnostics } from '../../src/render/diagnostic.ts';
import { jsonEvent } from '../../src/render/json-event.ts';
import { plainLayout } from '../../src/render/plain.ts';
import { previewText } from '../../src/render/preview-text.ts';
import { readEvent } from '../../src/render/read-event.ts';
import { recordedRunText } from '../../src/render/recorded-run.ts';
import { storyOf } from '../../src/render/story.ts';
import { printed, stream, textOptions } from './helpers/events.ts';
import * as made from './helpers/runs.ts';

const hostile = 'x\u001b]0;owned\u0007\u009b2J\u202eevil\r';
const isSafe = (text: string): boolean =>
  !/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(text);

const fixtures = new URL('fixtures/', import.meta.url);
const recorded = readdirSync(fixtures)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => [name, readFileSync(new URL(name, fixtures), 'utf8').trim().split('\n')] as const);
const { planOfFive, applyOneWorker, failedApply, unreachablePlane, busy, interrupted, wrongInput } = made;
const { rollback, execMixed, execLong, hostileApply } = made;
const own = Object.entries({
  planOfFive,
  applyOneWorker,
  failedApply,
  unreachablePlane,
  busy,
  interrupted,
  wrongInput,
  rollback,
  execMixed,
  execLong,
  hostileApply,
}).map(([name, make]) => [name, make().map((event) => JSON.stringify(jsonEvent(event)))] as const);
const more = [
  [
    'host-moved and pending',
    stream([
      { type: 'host-moved', host: 'cp-1', reason: 'applied', run: '1121-k7' },
      {
        type: 'host-moved',
        host: 'cp-1',
        reason: 'moved',
        differences: [{ what: '/etc/x mode', expected: '0600', seen: '0644' }],
      },
      { type: 'handler-pending', host: 'cp-1', handler: 'Restart', run: '1121-k7', settled: false },
    ]).map((event) => JSON.stringify(jsonEvent(event))),
  ],
] as const;

/** Names of hosts are checked where they are read (inventory/names.ts), and our own run has an id of ours. */
const NAMES = new Set(['host', 'notSelected', 'notBegun', 'type', 'at']);
const ofHosts = (place: string): boolean => /\.hosts\[\](?:\.name)?$/.test(place);

/** The line with each of its texts in turn made hostile, where it still is an event; with the text's place. */
function* spoilt(line: string): Generator<readonly [string, string]> {
  const event: unknown = JSON.parse(line);
  for (const [place, copy] of variants(event, '')) {
    const text = JSON.stringify(copy);
    if (readEvent(text) !== null) yield [place, text];
  }
}

function* variants(value: unknown, place: string): Generator<readonly [string, unknown]> {
  if (typeof value === 'string' && !ofHosts(place)) yield [place, `${value}${hostile}`];
  else if (Array.isArray(value))
    for (const [at, item] of value.entries())
      for (const [where, copy] of variants(item, `${place}[]`)) yield [where, value.with(at, copy)];
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value))
      if (!NAMES.has(key) && !(key === 'run' && 'schemaVersion' in value))
        for (const [where, copy] of variants(item, `${place}.${key}`)) yield [where, { ...value, [key]: copy }];
}

function shown(lines: readonly string[]): string {
  const events = lines.flatMap((line) => readEvent(line) ?? []);
  const about = {
    run: '1121-k7',
    year: 2026,
    mode: 'apply',
    at: 0,
    who: 'alice@laptop',
    version: '0.3.0',
    given: { operands: [], values: {}, flags: {}, secrets: [] },
    folder: '/',
    playbook: null,
    git: null,
    files: {},
    undo: null,
  } as const;
  return [0, 3]
    .flatMap((verbosity) => {
      const options = textOptions({
        verbosity,
        diff: verbosity > 0,
        times: true,
        diagnostics: (diagnostics, width) => renderDiagnostics(diagnostics, () => undefined, width).split('\n'),
      });
      return [
        printed(plainLayout(options), events),
        ...previewText(storyOf(events), true, options),
        ...recordedRunText({ run: { entry: 2, about, summary: null }, lines, host: null }, options),
      ];
    })
    .join('\n');
}

for (const [name, lines] of [...recorded, ...own, ...more]) {
  test(`no text of an event writes to the terminal what is no character: ${name}`, (t) => {
    t.true(isSafe(shown(lines)));
    const tried = new Set<string>();
    const unsafe: string[] = [];
    for (const [at, line] of lines.entries())
      for (const [place, text] of spoilt(line)) {
        const { type }: { type: string } = JSON.parse(line);
        const what = `${type}${place}`;
        if (tried.has(what)) continue;
        tried.add(what);
        if (!isSafe(shown(lines.with(at, text)))) unsafe.push(what);
      }
    t.deepEqual(unsafe, []);
  });
}
