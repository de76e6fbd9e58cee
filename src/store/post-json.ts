import { messageOf } from '../domain/thrown.ts';

/**
 * Sends JSON to an address, once. Gives why it was not taken, or null. Redirections are not followed: `headers` may be
 * secret. `timeout` in milliseconds.
 */
export async function postJson(
  url: string,
  body: object,
  { headers, timeout }: { readonly headers: Readonly<Record<string, string>>; readonly timeout: number },
): Promise<string | null> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    });
    await answer.body?.cancel();
    return answer.ok ? null : `${shown(url)} answered ${answer.status}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
    return `${shown(url)}: ${cause.replaceAll(url, shown(url))}`;
  }
}

/** Without what may be secret in an address. */
const shown = (url: string): string => url.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//');
