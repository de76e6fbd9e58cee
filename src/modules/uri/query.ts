import { BadAnswer, type Query } from '../../domain/module.ts';
import { anyResource } from '../../domain/resource.ts';
import { Secret, reveal } from '../../domain/secret.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import type { CommandOutput } from '../../domain/session.ts';
import { sh } from '../../shell/sh.ts';
import { lastWords } from '../said.ts';
import type { UriParams } from '../uri.ts';
import { bodyOf } from './body.ts';

export type UriState =
  /** It is to be sent: no question. */
  | { readonly kind: 'send' }
  | { readonly kind: 'skip'; readonly why: string }
  | { readonly kind: 'no-curl' }
  | { readonly kind: 'answered'; readonly answer: HttpAnswer };

export interface HttpAnswer {
  /** -1: there was no answer of HTTP. */
  readonly status: number;
  readonly url: string;
  readonly redirects: number;
  /** Names in lower case; the last of a name counts. */
  readonly headers: ReadonlyMap<string, string>;
  readonly content: string;
  readonly seconds: number;
  /** curl's own words when it failed. */
  readonly said: string;
}

/** Only GET and HEAD ask; of anything else only whether it is to be sent. */
export function uriQuery(given: UriParams): Query<UriState> {
  const request = isQuestion(given) ? requestCommand(given) : sh`echo send`;
  return {
    command: sh`${guard(given)}command -v curl >/dev/null || { echo no-curl; exit 0; }
${request}`,
    reads: [anyResource],
    parse: ({ output }) => readState(given, output),
  };
}

export const isQuestion = ({ method }: UriParams): boolean => method === 'GET' || method === 'HEAD';

function readState(given: UriParams, output: CommandOutput): UriState {
  const text = output.stdout.subarray(0, 200).toString('utf8');
  if (text === 'no-curl\n') return { kind: 'no-curl' };
  const why = /^skip=(.*)\n$/.exec(text)?.[1];
  if (why !== undefined) return { kind: 'skip', why };
  return isQuestion(given) ? { kind: 'answered', answer: readAnswer(output) } : { kind: 'send' };
}

function guard({ creates, removes }: UriParams): ShellCommand {
  return sh`${
    creates === undefined
      ? []
      : [
          sh`if [ -e ${creates} ]; then echo ${`skip='${creates}' exists`}; exit 0; fi
`,
        ]
  }${
    removes === undefined
      ? []
      : [
          sh`if ! [ -e ${removes} ]; then echo ${`skip='${removes}' does not exist`}; exit 0; fi
`,
        ]
  }`;
}

/**
 * curl reads all but what is no secret from its configuration on standard input, so that neither address, password nor
 * body stands in an argument list. It prints headers and content, then what it knows, after a mark.
 */
export const requestCommand = (given: UriParams): ShellCommand =>
  sh`printf %s ${configuration(given)} | timeout ${Math.ceil(given.timeout / 1000) + 5} curl -q -K - 2>&1; echo ${mark}exit=$?`;

const mark = 'bulwark-uri:';

function configuration(given: UriParams): string | Secret {
  const { text, contentType } = bodyOf(given);
  const username = given.url_username ?? given.user;
  const password = given.url_password ?? given.password;
  const named = Object.keys(given.headers).map((name) => name.toLowerCase());
  const follows =
    ['all', 'yes', 'urllib2'].includes(given.follow_redirects) ||
    (given.follow_redirects === 'safe' && isQuestion(given));
  const settings: readonly (readonly [string, string | Secret | null])[] = [
    ['silent', null],
    ['show-error', null],
    ['dump-header', '-'],
    ['url', given.url],
    ...(given.method === 'HEAD' ? [['head', null] as const] : [['request', given.method] as const]),
    ['user-agent', given.http_agent],
    ['max-time', String(Math.max(1, Math.ceil(given.timeout / 1000)))],
    ...(follows
      ? ([
          ['location', null],
          ['proto-redir', '=http,https'],
          ['max-redirs', '10'],
        ] as const)
      : []),
    ...(given.validate_certs ? [] : [['insecure', null] as const]),
    ...(given.ca_path === undefined ? [] : [['cacert', given.ca_path] as const]),
    ...(given.client_cert === undefined ? [] : [['cert', given.client_cert] as const]),
    ...(given.client_key === undefined ? [] : [['key', given.client_key] as const]),
    ...(given.unix_socket === undefined ? [] : [['unix-socket', given.unix_socket] as const]),
    ...(given.use_proxy ? [] : [['noproxy', '*'] as const]),
    ...(username === undefined ? [] : [['user', secretly(username, password)] as const]),
    ...(contentType === null || named.includes('content-type')
      ? []
      : [['header', `Content-Type: ${contentType}`] as const]),
    ...(text !== null && contentType === null && !named.includes('content-type')
      ? [['header', 'Content-Type:'] as const]
      : []),
    ...Object.entries(given.headers).map(([name, value]) => ['header', headerOf(name, value)] as const),
    ...(text === null ? [] : [['data-raw', text] as const]),
    [
      'write-out',
      `\n${mark}status=%{http_code} redirects=%{num_redirects} headers=%{size_header} seconds=%{time_total} url=%{url_effective}\n`,
    ],
  ];
  const all = settings
    .map(([name, value]) => (value === null ? name : `${name} = "${escaped(reveal(value))}"`))
    .join('\n');
  return settings.some(([, value]) => value instanceof Secret) ? new Secret(`${all}\n`) : `${all}\n`;
}

const secretly = (username: string, password: string | Secret | undefined): Secret =>
  new Secret(`${username}:${password === undefined ? '' : reveal(password)}`);

const headerOf = (name: string, value: string | Secret | number | boolean): string | Secret =>
  value instanceof Secret ? new Secret(`${name}: ${value.reveal()}`) : `${name}: ${value}`;

/** curl(1), -K: the escapes that a quoted value knows. */
const escaped = (text: string): string =>
  text.replaceAll(/[\\"\t\n\r\v]/g, (c) => ({ '\t': '\\t', '\n': '\\n', '\r': '\\r', '\v': '\\v' })[c] ?? `\\${c}`);

/** Throws BadAnswer without curl's last words. */
export function readAnswer(output: CommandOutput): HttpAnswer {
  const all = output.stdout;
  const end = all.lastIndexOf(`${mark}exit=`);
  if (end === -1) throw new BadAnswer('curl did not come to an end', lastWords(output));
  const code = all.subarray(end).toString('utf8').trim().slice(`${mark}exit=`.length);
  const at = all.lastIndexOf(`\n${mark}status=`);
  const told =
    at === -1
      ? null
      : /status=(\d+) redirects=(\d+) headers=(\d+) seconds=([\d.]+) url=(.*)/.exec(all.subarray(at).toString('utf8'));
  if (told === null) return failed(all.subarray(0, end).toString('utf8'), code);
  const [, status = '0', redirects = '0', size = '0', seconds = '0', url = ''] = told;
  const text = all.subarray(0, at);
  if (code !== '0')
    return { ...failed(`${text.toString('utf8')}\n${all.subarray(at, end).toString('utf8')}`, code), url };
  return {
    status: Number(status),
    url,
    redirects: Number(redirects),
    headers: headersOf(text.subarray(0, Number(size)).toString('latin1')),
    content: text.subarray(Number(size)).toString('utf8'),
    seconds: Number(seconds),
    said: '',
  };
}

const failed = (text: string, code: string): HttpAnswer => ({
  status: -1,
  url: '',
  redirects: 0,
  headers: new Map(),
  content: '',
  seconds: 0,
  said: /^curl: \(\d+\) (.*)$/m.exec(text)?.[1] ?? `curl ended with code ${code}`,
});

/** Of the last answer, after redirects. */
function headersOf(text: string): ReadonlyMap<string, string> {
  const last = text.split(/\r?\n\r?\n/).findLast((block) => block.trim() !== '') ?? '';
  return new Map(
    [...last.matchAll(/^([A-Za-z0-9-]+):[ \t]*(.*?)\r?$/gm)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      value,
    ]),
  );
}
