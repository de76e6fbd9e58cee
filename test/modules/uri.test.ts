import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import test, { type ExecutionContext } from 'ava';

import { Secret } from '../../src/domain/secret.ts';
import { shownText } from '../../src/domain/shell-command.ts';
import type { Fields, Planned } from '../../src/domain/module.ts';
import { fakePrograms } from '../support/fake-programs.ts';
import { boundModule, complaints } from '../support/host-module.ts';
import { askHere, performHere, planHere, shells, type Simulation } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const program = `require('node:http').createServer((asked, answer) => {
  let body = '';
  asked.on('data', (part) => (body += part)).on('end', () => {
    const path = asked.url;
    if (path === '/moved') return answer.writeHead(302, { location: '/json' }).end('gone');
    if (path === '/slow') return setTimeout(() => answer.end('late'), 5000);
    if (path === '/none') return answer.writeHead(404).end('no such thing');
    if (path === '/away') return answer.writeHead(302, { location: 'ftp://127.0.0.1:1/' }).end();
    if (path === '/deep') return answer.writeHead(200, { 'content-type': 'application/json' }).end('['.repeat(100000) + ']'.repeat(100000));
    if (path === '/empty') return answer.writeHead(204).end();
    answer.writeHead(200, { 'content-type': 'application/vnd.x+json; charset=utf-8', 'X-Odd-Name': 'v: "1"' });
    answer.end(JSON.stringify({ method: asked.method, path, body, auth: asked.headers.authorization, type: asked.headers['content-type'], odd: asked.headers['x-odd'], ünï: 'ö\\n' }));
  });
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;

/** A service in a process of its own, since questions here block this one; its address. */
async function service(t: ExecutionContext): Promise<string> {
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill());
  const [line]: unknown[] = await once(child.stdout, 'data');
  return `http://127.0.0.1:${String(line).trim()}`;
}

const ask = (input: object, simulation?: Simulation): { readonly planned: Planned; readonly fields: Fields } => {
  const bound = boundModule('uri', input);
  const answered = bound.answer(askHere(bound, simulation));
  const outputs =
    answered.planned.kind === 'changes'
      ? answered.planned.changes.flatMap((change) => performHere(change, simulation))
      : [];
  return { planned: answered.planned, fields: answered.result(outputs) };
};

for (const [name, shell] of Object.entries(shells))
  test(`GET is a question, and its answer is a result (${name})`, async (t) => {
    const base = await service(t);
    const { planned, fields } = ask(
      { url: `${base}/json`, return_content: true, headers: { 'X-Odd': `a"b\\c $(id) 'd'` } },
      { shell },
    );
    t.deepEqual(planned, { kind: 'changes', changes: [] });
    t.is(fields.get('status'), 200);
    t.is(fields.get('x_odd_name'), 'v: "1"');
    t.is(fields.get('redirected'), false);
    const data = fields.get('json');
    t.true(data instanceof Map && data.get('odd') === `a"b\\c $(id) 'd'` && data.get('ünï') === 'ö\n');
    t.true(JSON.stringify(fields.get('content')).startsWith(String.raw`"{\"method\":\"GET\"`));
    t.is(ask({ url: `${base}/moved` }, { shell }).fields.get('url'), `${base}/json`);
    t.is(
      ask({ url: `${base}/moved`, follow_redirects: 'none', status_code: 302 }, { shell }).fields.get('location'),
      '/json',
    );
    t.like(ask({ url: `${base}/none` }, { shell }).planned, {
      kind: 'refused',
      message: 'status code was 404 and not 200',
    });
    t.is(ask({ url: `${base}/none`, status_code: [200, 404] }, { shell }).planned.kind, 'changes');
    t.is(ask({ url: `${base}/empty`, method: 'HEAD', status_code: 204 }, { shell }).fields.get('status'), 204);
  });

test('anything else is sent once, and not by asking', async (t) => {
  const base = await service(t);
  const input = { url: `${base}/hook`, method: 'POST', body_format: 'json', body: { a: [1, true, null], ö: "x'y" } };
  t.like(planHere(boundModule('uri', input)), {
    changes: [{ action: 'run', target: `POST ${base}/hook`, converges: 'once' }],
  });
  const data = ask(input).fields.get('json');
  t.deepEqual(data instanceof Map ? [data.get('method'), data.get('body'), data.get('type')] : [], [
    'POST',
    JSON.stringify(input.body),
    'application/json',
  ]);
  const form = ask({ ...input, body_format: 'form-urlencoded', body: { a: 'b c', d: ['1', '2'] } }).fields.get('json');
  t.is(form instanceof Map ? form.get('body') : null, 'a=b+c&d=1&d=2');
  const failed = boundModule('uri', { ...input, status_code: 201 });
  const change = planHere(failed);
  const outputs = change.kind === 'changes' ? change.changes.flatMap((one) => performHere(one)) : [];
  t.deepEqual(
    [outputs[0]?.output.code, outputs[0]?.output.stderr.toString().trim()],
    [99, 'bulwark:failed: status code was 200 and not 201'],
  );
});

test('no secret stands in an argument list, a text that is shown, or a file', async (t) => {
  const base = await service(t);
  const input = {
    url: `${base}/json`,
    user: 'me',
    password: new Secret('s3cret'),
    headers: { 'X-Odd': new Secret('t0ken') },
  };
  const bound = boundModule('uri', input);
  t.false(/s3cret|t0ken/.test(shownText(bound.query.command ?? never())));
  const data = ask(input).fields.get('json');
  t.is(data instanceof Map ? data.get('auth') : null, `Basic ${Buffer.from('me:s3cret').toString('base64')}`);
  const folder = tempFolder(t);
  const programs = fakePrograms(t, { curl: `printf '%s\\n' "$@" >${folder}/words; exit 7` });
  ask(input, { programs });
  t.false(/s3cret|t0ken|127/.test(readFileSync(`${folder}/words`, 'utf8')));
});

const never = (): never => {
  throw new Error('there is a command');
};

test('who does not answer, and who answers late, has status -1', async (t) => {
  const base = await service(t);
  const gone = ask({ url: 'http://127.0.0.1:1/' });
  t.is(gone.fields.get('status'), -1);
  t.true(gone.planned.kind === 'refused' && /connect/i.test(gone.planned.seen ?? ''));
  t.is(ask({ url: `${base}/slow`, timeout: 1 }).fields.get('status'), -1);
});

test('creates and removes keep it from being sent', (t) => {
  const folder = tempFolder(t);
  writeFileSync(`${folder}/a`, '');
  const url = 'http://127.0.0.1:1/';
  t.is(ask({ url, creates: `${folder}/a` }).fields.get('stdout'), `skipped, since '${folder}/a' exists`);
  t.is(ask({ url, removes: `${folder}/b` }).fields.get('stdout'), `skipped, since '${folder}/b' does not exist`);
  t.false(existsSync(`${folder}/b`));
});

test('without curl it is refused, and an unchecked certificate is warned of', async (t) => {
  const programs = tempFolder(t);
  const bound = boundModule('uri', { url: 'http://x/' });
  const answer = bound.answer({
    file: () => ({ kind: 'absent', realPath: '' }),
    output: { code: 0, stdout: Buffer.from('no-curl\n'), stderr: Buffer.alloc(0) },
  });
  t.like(answer.planned, { kind: 'refused', message: 'the host has no curl, which sends requests' });
  const base = await service(t);
  const { planned } = ask({ url: `${base}/json`, validate_certs: false }, { programs });
  t.regex(planned.kind === 'changes' ? (planned.warnings?.[0] ?? '') : '', /validate_certs is off/);
});

test('parameters that cannot be are told', (t) => {
  for (const input of [
    { url: 'ftp://x/' },
    { url: 'x' },
    { url: 'http://x y/' },
    { url: 'http://x/', method: 'get' },
    { url: 'http://x/', status_code: 9 },
    { url: 'http://x/', headers: { 'a b': 'c' } },
    { url: 'http://x/', body: { a: 1 } },
  ])
    t.is(complaints('uri', input).length, 1, JSON.stringify(input));
});

test('JSON that nests without end is no data, and ends no run', async (t) => {
  const { fields } = ask({ url: `${await service(t)}/deep`, return_content: true });
  t.is(fields.get('status'), 200);
  t.false(fields.has('json'));
});

test('a redirect leads to HTTP only', async (t) => {
  const { fields } = ask({ url: `${await service(t)}/away` });
  const said = fields.get('msg');
  t.regex(typeof said === 'string' ? said : '', /[Pp]rotocol .*ftp.* (?:not supported|disabled)/);
});
