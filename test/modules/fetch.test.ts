import test from 'ava';

import type { FileState } from '../../src/domain/file-state.ts';
import type { SavedFile } from '../../src/domain/saved-files.ts';
import { sha256 } from '../../src/modules/file/planned-write.ts';
import { boundModule, complaints, targetsOf } from '../support/host-module.ts';
import { presentFile } from '../support/present-file.ts';

const dest = (path: string, host = 'cp-1'): object => ({ path, content: '', host });

function planned(given: object, seen: FileState, saved: SavedFile): readonly string[] {
  const bound = boundModule('fetch', { src: '/etc//a', ...given });
  const answers = {
    file: () => seen,
    saved: () => saved,
    output: { code: 0, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) },
  };
  return targetsOf(bound.answer(answers).planned);
}

test('a file goes to the folder of its host, or where flat says', (t) => {
  const absent = { kind: 'absent' } as const;
  t.deepEqual(planned({ dest: dest('out/') }, presentFile('x'), absent), ['out/cp-1/etc/a on this machine']);
  t.deepEqual(planned({ dest: dest('out/'), flat: true }, presentFile('x'), absent), ['out/a on this machine']);
  t.deepEqual(planned({ dest: dest('out'), flat: true }, presentFile('x'), absent), ['out on this machine']);
});

test('the same content stays, other content is replaced, a folder in the way is refused', (t) => {
  const saved = (content: string): SavedFile => ({ kind: 'file', sha256: sha256(content), size: content.length });
  t.deepEqual(planned({ dest: dest('out') }, presentFile(''), saved('')), []);
  t.is(planned({ dest: dest('out') }, presentFile(''), saved('x')).length, 1);
  t.regex(
    planned({ dest: dest('out'), flat: true }, presentFile(''), { kind: 'folder' }).join(),
    /refused: out is a folder/,
  );
});

test('nothing leaves dest', (t) => {
  t.is(complaints('fetch', { src: '/etc/../../x', dest: dest('out') }).length, 1);
  for (const host of ['..', '.', 'a/b', ''])
    t.is(complaints('fetch', { src: '/x', dest: dest('out', host) }).length, 1);
});
