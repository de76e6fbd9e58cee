import test from 'ava';

import { readPaths } from '../../../src/engine/drift/look-at-paths.ts';

test('the inode of a value of the kernel, which changes at each start and under pressure of memory, is not kept', (t) => {
  const live = '/proc/sys/vm/swappiness';
  const said = (inode: number): string =>
    `81a4 0 0 ${inode} ${live}\n81a4 0 0 ${inode} /etc/fstab\n\0\0${'a'.repeat(64)}  ${live}\0${'b'.repeat(64)}  /etc/fstab\0`;
  const [before, after] = [said(4711), said(815)].map((text) => readPaths([live, '/etc/fstab'], text).marks);
  t.deepEqual(before?.get(live), after?.get(live));
  t.notDeepEqual(before?.get('/etc/fstab'), after?.get('/etc/fstab'));
});
