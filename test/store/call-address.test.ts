import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import test from 'ava';

import { postJson } from '../../src/store/call-address.ts';

test('why a collector did not take something is told without the keys in its address', async (t) => {
  const server = createServer((_, response) => response.writeHead(401).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => void server.close());
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  const { port } = server.address() as AddressInfo;
  const about = { headers: {}, timeout: 5000 };
  const refused = await postJson(`http://127.0.0.1:${port}/v1/traces?key=s3cr3t`, {}, about);
  t.is(refused, `http://127.0.0.1:${port}/v1/traces: it answered 401`);
  const impossible = await postJson(`http://bob:s3cr3t@127.0.0.1:${port}/v1/traces`, {}, about);
  t.truthy(impossible);
  t.notRegex(impossible ?? '', /s3cr3t/);
});
