import { messageOf } from '../../domain/thrown.ts';

/** Milliseconds that an address may take to answer. */
const TIMEOUT = 10_000;
const TRIES = 2;

/** Calls an address; with a body as JSON by POST, else by GET. null: it took it; else why not, without the address. */
export async function callAddress(url: string, body?: object): Promise<string | null> {
  let problem: string | null = null;
  for (let tries = 0; tries < TRIES; tries++) {
    problem = await callOnce(url, body);
    if (problem === null) return null;
  }
  return problem;
}

async function callOnce(url: string, body: object | undefined): Promise<string | null> {
  try {
    const answer = await fetch(url, {
      signal: AbortSignal.timeout(TIMEOUT),
      headers: { 'User-Agent': 'bulwark' },
      ...(body !== undefined && {
        method: 'POST',
        headers: { 'User-Agent': 'bulwark', 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        // Whoever is redirected to would get the report, or nobody: fetch drops the body.
        redirect: 'error',
      }),
    });
    await answer.body?.cancel();
    return answer.ok ? null : `it answered ${answer.status}`;
  } catch (error) {
    return messageOf(error instanceof Error ? (error.cause ?? error) : error);
  }
}
