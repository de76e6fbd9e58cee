import type { Fields, StepOutput } from '../../domain/module.ts';
import { Secret } from '../../domain/secret.ts';
import type { Value } from '../../domain/value.ts';
import { json } from '../cluster/nodes.ts';
import type { UriParams } from '../uri.ts';
import { toValue } from '../values.ts';
import { readAnswer, type HttpAnswer, type UriState } from './query.ts';

/** Under Ansible's names: `status`, `url`, `content`, `json`, and each header with `_` for `-`. */
export function uriFields(given: UriParams, state: UriState, outputs: readonly StepOutput[]): Fields {
  if (state.kind === 'skip') return new Map([['stdout', `skipped, since ${state.why}`]]);
  const output = outputs.at(-1)?.output;
  const answer = state.kind === 'answered' ? state.answer : output === undefined ? null : readAnswer(output);
  return answer === null ? new Map<string, Value>([['url', given.url]]) : answerFields(given, answer);
}

function answerFields(given: UriParams, answer: HttpAnswer): Fields {
  const { status, url, headers, content, redirects, seconds, said } = answer;
  const isWanted = given.status_code.includes(status);
  const data = isJson(headers.get('content-type') ?? '') ? json(content) : null;
  const asked = given.url instanceof Secret ? given.url : url === '' ? given.url : url;
  return new Map<string, Value>([
    ...[...headers].map(([name, value]) => [name.replaceAll('-', '_'), value] as const),
    ['status', status],
    ['url', asked],
    ['redirected', redirects > 0],
    ['elapsed', Math.floor(seconds)],
    [
      'msg',
      isWanted
        ? `OK (${headers.get('content-length') ?? 'unknown'} bytes)`
        : `Status code was ${status} and not [${given.status_code.join(', ')}]: ${said}`,
    ],
    ...(data === null ? [] : [['json', toValue(data)] as const]),
    ...(given.return_content ? [['content', content] as const] : []),
  ]);
}

/** What RFC 6839 and Ansible take for JSON. */
const isJson = (type: string): boolean =>
  /^(?:application|text)\/(?:json|javascript|[^;]*\+json)\s*(?:;|$)/i.test(type);
