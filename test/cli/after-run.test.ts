import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { spawn } from 'node:child_process';

import test from 'ava';

import { bin, writeFiles } from '../support/bulwark.ts';
import { tempFolder } from '../support/temp-folder.ts';

const files = {
  'bulwark.yaml': 'inventory: inventory.yaml\nplaybook: site.yaml\nhistory: none\n',
  'inventory.yaml': 'all:\n  hosts:\n    here: { ansible_connection: local }\n',
  'site.yaml': `- name: Look
  hosts: all
  tasks:
    - name: A file that is not there, "quoted"
      controls: [CIS-4.1.1]
      copy: { dest: TARGET, content: "hunter2\\n", mode: "0600" }
`,
};

async function bulwark(folder: string, words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [bin, ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, XDG_STATE_HOME: join(folder, 'state'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const [exit]: unknown[] = await once(child, 'close');
  return { exit, stdout, stderr };
}

function project(t: Parameters<typeof tempFolder>[0], more = ''): string {
  const folder = tempFolder(t);
  writeFiles(folder, {
    ...files,
    'bulwark.yaml': files['bulwark.yaml'] + more,
    'site.yaml': files['site.yaml'].replace('TARGET', join(folder, 'target')),
  });
  return folder;
}

test('metrics are written after a run, for all to read, in one piece', async (t) => {
  const folder = project(t, 'metrics: { textfile: bulwark.prom }\n');
  const { exit, stderr } = await bulwark(folder, ['plan', '--detailed-exitcode']);
  t.deepEqual([exit, stderr], [3, '']);
  const path = join(folder, 'bulwark.prom');
  t.is(statSync(path).mode & 0o777, 0o644);
  const text = readFileSync(path, 'utf8');
  const own = 'command="plan",playbook="site.yaml"';
  for (const line of [
    '# TYPE bulwark_hosts gauge',
    `bulwark_hosts{${own},status="drifted"} 1`,
    `bulwark_hosts{${own},status="ok"} 0`,
    `bulwark_drift_hosts{${own},class="unknown",state="left"} 1`,
    `bulwark_drift_controls{${own},control="CIS-4.1.1",class="unknown",state="left"} 1`,
    `bulwark_run_exit_code{${own}} 3`,
  ])
    t.true(text.split('\n').includes(line), line);
  t.regex(text, /^bulwark_last_success_timestamp_seconds\{[^}]+\} \d{10}$/m);
  // What another command wrote stays; what is no line of ours does not.
  writeFileSync(path, `${text.replaceAll('command="plan"', 'command="drift"')}nonsense 1\n`);
  await bulwark(folder, ['plan']);
  const both = readFileSync(path, 'utf8');
  t.is(both.match(/^# TYPE bulwark_hosts gauge$/gm)?.length, 1);
  t.true(both.includes('bulwark_hosts{command="drift",playbook="site.yaml",status="drifted"} 1'));
  t.true(both.includes(`bulwark_hosts{${own},status="drifted"} 1`));
  t.false(both.includes('nonsense'));
});

test('a run that failed keeps the time of the last success', async (t) => {
  const folder = project(t);
  const path = join(folder, 'm.prom');
  await bulwark(folder, ['plan', '--metrics-file', 'm.prom']);
  const success = /^bulwark_last_success.*$/m.exec(readFileSync(path, 'utf8'))?.[0] ?? 'none';
  writeFiles(folder, { 'inventory.yaml': 'all:\n  hosts:\n    here: { ansible_host: 127.0.0.1, ansible_port: 1 }\n' });
  const { exit } = await bulwark(folder, ['plan', '--metrics-file', 'm.prom']);
  t.is(exit, 4);
  const text = readFileSync(path, 'utf8');
  t.true(text.split('\n').includes(success));
  t.true(text.includes('status="unreachable"} 1'));
});

test('a file that cannot be written is a warning, and none under --quiet', async (t) => {
  const folder = project(t);
  const { exit, stderr } = await bulwark(folder, ['plan', '--metrics-file', 'missing/m.prom']);
  t.is(exit, 0);
  t.regex(stderr, /^warning {2}missing\/m\.prom cannot be written: /);
  t.is((await bulwark(folder, ['plan', '-q', '--metrics-file', 'missing/m.prom'])).stderr, '');
});

interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A receiver of OTLP over HTTP, written for this test: it keeps what it gets. */
async function receiver(t: { teardown(end: () => void): void }, status = 200) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return { received, url: `http://127.0.0.1:${port}` };
}

interface Spans {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly object[] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}
interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}
interface Metrics {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly gauge: { readonly dataPoints: readonly object[] };
      }[];
    }[];
  }[];
}

test('a trace and the metrics of a run reach a collector, without contents', async (t) => {
  const { received, url } = await receiver(t);
  const folder = project(t);
  const { exit, stderr } = await bulwark(folder, ['plan'], {
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20b',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=prod',
  });
  t.deepEqual([exit, stderr], [0, '']);
  t.deepEqual(received.map(({ path }) => path).toSorted(), ['/v1/metrics', '/v1/traces']);
  t.true(received.every(({ headers }) => headers['api-key'] === 'a b'));
  t.false(received.some(({ body }) => body.includes('hunter2')));
  const bodyOf = (path: string): string => received.find((one) => one.path === path)?.body ?? '';
  const { resourceSpans }: Spans = JSON.parse(bodyOf('/v1/traces'));
  const [{ resource, scopeSpans } = { resource: { attributes: [] }, scopeSpans: [] }] = resourceSpans;
  t.like(resource.attributes, [{ key: 'service.name', value: { stringValue: 'bulwark' } }]);
  t.true(JSON.stringify(resource).includes('"deployment.environment"'));
  const spans = scopeSpans.flatMap((scope) => scope.spans);
  const [root, host, task] = ['bulwark plan', 'host here', 'A file that is not there, "quoted"'].map((name) =>
    spans.find((span) => span.name === name),
  );
  t.is(spans.length, 3);
  t.is(root?.parentSpanId, undefined);
  t.is(host?.parentSpanId, root?.spanId);
  t.is(task?.parentSpanId, host?.spanId);
  for (const span of spans) {
    t.regex(span.traceId, /^[0-9a-f]{32}$/);
    t.regex(span.spanId, /^[0-9a-f]{16}$/);
    t.true(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano));
  }
  const { resourceMetrics }: Metrics = JSON.parse(bodyOf('/v1/metrics'));
  const metrics = resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  const hosts = metrics.find(({ name }) => name === 'bulwark.hosts')?.gauge.dataPoints ?? [];
  t.true(
    hosts.some((point) => 'asDouble' in point && point.asDouble === 1 && JSON.stringify(point).includes('drifted')),
  );
});

test('a collector that refuses or is away changes nothing and is a warning, none under --quiet', async (t) => {
  const { url } = await receiver(t, 503);
  const folder = project(t, `otel: { endpoint: "${url}" }\n`);
  const refused = await bulwark(folder, ['plan']);
  t.is(refused.exit, 0);
  t.regex(refused.stderr, /^warning {2}telemetry was not taken: \S+\/v1\/traces answered 503$/m);
  const away = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:47999' };
  t.regex((await bulwark(folder, ['plan'], away)).stderr, /^warning {2}telemetry was not taken: .*ECONNREFUSED/m);
  t.is((await bulwark(folder, ['plan', '-q'], away)).stderr, '');
  t.is((await bulwark(folder, ['plan'], { ...away, OTEL_SDK_DISABLED: 'true' })).stderr, '');
});
