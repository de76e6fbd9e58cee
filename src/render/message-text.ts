import type { RunEvent } from '../domain/event.ts';
import { foldNodes } from '../domain/node-set.ts';
import type { Value } from '../domain/value.ts';
import { wrap } from './columns.ts';
import { foldEqual } from './fold.ts';
import { escapeControls } from './host-text.ts';
import { jsonValue } from './json-value.ts';

/** What a `debug` said on a host. */
export interface Message {
  readonly host: string;
  readonly value: string;
}

/** The message of a `debug` task, if the event is one. */
export function messageOf(event: RunEvent): Message | null {
  if (event.type !== 'task-finished' || event.module !== 'debug' || event.message === null) return null;
  return { host: event.host, value: valueText(event.message) };
}

/** Messages folded by equal text, `debug` in the first columns; a text of several lines keeps them. */
export const messageLines = (messages: readonly Message[], width: number): readonly string[] =>
  foldEqual(messages, (value) => value).flatMap(({ value, hosts }) => {
    const [first = '', ...rest] = value.split('\n');
    const lines = [`debug      ${foldNodes(hosts)}  ${first}`, ...rest.map((line) => `${' '.repeat(13)}${line}`)];
    return lines.flatMap((line) => wrap(escapeControls(line), width, 13));
  });

/** Lines and characters of a message that are shown. */
const most = { lines: 40, length: 4000 };

function valueText(message: Value): string {
  const text = typeof message === 'string' ? message : (JSON.stringify(jsonValue(message), null, 2) ?? '');
  const lines = text.slice(0, most.length).trimEnd().split('\n');
  return [
    ...lines.slice(0, most.lines),
    ...(lines.length > most.lines || text.length > most.length ? ['...'] : []),
  ].join('\n');
}
