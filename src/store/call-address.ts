import { messageOf } from '../domain/thrown.ts';

/** Milliseconds that a ping or a webhook may take to answer. */
const TIMEOUT = 10_000;
const TRIES = 2;

/** Calls an address, with a body as JSON by POST, else by GET. null: it took it; else why not, without the address. */
export async function callAddress(url: string, body?: object): Promise<string | null> {
  let problem: string | null = null;
  for (let tries = 0; tries < TRIES; tries++) {
    problem = await callOnce(url, { body, timeout: TIMEOUT });
    if (problem === null) return null;
  }
  return problem;
}

/**
 * Sends JSON to an address, once. Gives why it was not taken, or null. `headers` may be secret. `timeout` in
 * milliseconds.
 */
export async function postJson(
  url: string,
  body: object,
  { headers, timeout }: { readonly headers: Readonly<Record<string, string>>; readonly timeout: number },
): Promise<string | null> {
  const problem = await callOnce(url, { body, headers, timeout });
  return problem === null ? null : `${shown(url)}: ${problem}`;
}

/** Without what may be secret in an address. */
const shown = (url: string): string => url.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//');

interface Call {
  readonly body: object | undefined;
  readonly timeout: number;
  readonly headers?: Readonly<Record<string, string>>;
}

async function callOnce(url: string, { body, headers, timeout }: Call): Promise<string | null> {
  try {
    const answer = await fetch(url, {
      signal: AbortSignal.timeout(timeout),
      // Whoever is redirected to would get the report and the headers, or nobody: fetch drops the body.
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), redirect: 'error' }),
      headers: {
        ...headers,
        'user-agent': 'bulwark',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
    });
    await answer.body?.cancel();
    return answer.ok ? null : `it answered ${answer.status}`;
  } catch (error) {
    return messageOf(error instanceof Error ? (error.cause ?? error) : error).replaceAll(url, 'the address');
  }
}
