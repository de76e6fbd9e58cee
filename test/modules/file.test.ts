import { chmodSync, linkSync, lstatSync, mkdirSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';

import test from 'ava';

import { BadAnswer } from '../../src/domain/module.ts';
import { readDangers } from '../../src/modules/file/absent.ts';
import { readListing } from '../../src/modules/file/listing.ts';
import { boundModule, complaints, targetsOf } from '../support/host-module.ts';
import { askHere, convergeHere, planHere, shells } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);

function makeFile(path: string, mode: number): string {
  writeFileSync(path, '');
  chmodSync(path, mode);
  return path;
}

test('a mode is set and is then as wanted', (t) => {
  const path = makeFile(`${tempFolder(t)}/conf`, 0o644);
  const { first, second } = convergeHere(boundModule('file', { path, mode: '0600' }));
  t.is(modeOf(path), '600');
  t.deepEqual(first.kind === 'changes' && first.changes[0]?.diff.entries, [
    { name: 'mode', before: '0644', after: '0600' },
  ]);
  t.deepEqual(targetsOf(second), []);
});

const tightens = test.macro({
  exec(t, live: number, mode: string, wanted: string, kept: readonly string[]) {
    const path = makeFile(`${tempFolder(t)}/key`, live);
    const { first } = convergeHere(boundModule('file', { path, mode, tighten_only: true }));
    t.is(modeOf(path), wanted);
    t.deepEqual(first.kind === 'changes' && first.kept?.map(({ why }) => why), kept);
  },
  title: (_, live: number, mode: string, wanted: string) =>
    `tighten_only brings ${live.toString(8)} under ${mode} to ${wanted}`,
});

test(tightens, 0o644, '0600', '600', []);
test(tightens, 0o400, '0600', '400', ['at most 0600 is wanted']);
test(tightens, 0o440, '0600', '400', []);
test(tightens, 0o600, '0600', '600', []);
test(tightens, 0, '0600', '0', ['at most 0600 is wanted']);
test(tightens, 0o777, 'go-w', '755', []);

test('a file that is not there is refused, whatever it should look like', (t) => {
  const path = `${tempFolder(t)}/none`;
  t.deepEqual(targetsOf(planHere(boundModule('file', { path, mode: '0600' }))), [`refused: ${path} does not exist`]);
  t.deepEqual(targetsOf(planHere(boundModule('file', { path, state: 'file' }))), [`refused: ${path} does not exist`]);
});

test('a folder is made with those above it, then looked after', (t) => {
  const path = `${tempFolder(t)}/a/b/ü c`;
  const { first, second } = convergeHere(boundModule('file', { path, state: 'directory', mode: '0750' }));
  t.deepEqual(first.kind === 'changes' && first.changes[0]?.steps.length, 3);
  t.is(modeOf(path), '750');
  t.deepEqual(targetsOf(second), []);
});

test('a file in the place of a folder is refused', (t) => {
  const path = makeFile(`${tempFolder(t)}/x`, 0o644);
  t.deepEqual(targetsOf(planHere(boundModule('file', { path, state: 'directory' }))), [
    `refused: ${path} is no directory`,
  ]);
});

for (const follow of [true, false])
  test(`recurse brings a whole tree to owner and mode, what links point to ${follow ? 'as well' : 'left out'}`, (t) => {
    const folder = tempFolder(t);
    const path = `${folder}/tree`;
    mkdirSync(`${path}/sub`, { recursive: true });
    makeFile(`${path}/sub/script`, 0o755);
    makeFile(`${path}/plain`, 0o666);
    makeFile(`${folder}/outside`, 0o644);
    symlinkSync(`${folder}/outside`, `${path}/link`);
    const wanted = { path, state: 'directory', recurse: true, mode: 'u=rwX,go=', follow };
    const { second } = convergeHere(boundModule('file', wanted));
    t.deepEqual([`${path}/sub`, `${path}/sub/script`, `${path}/plain`].map(modeOf), ['700', '700', '600']);
    t.is(modeOf(`${folder}/outside`), follow ? '600' : '644');
    t.deepEqual(targetsOf(second), []);
  });

for (const [name, shell] of Object.entries(shells)) {
  test(`${name}: a pattern is expanded by the host, one result a path`, (t) => {
    const folder = `${tempFolder(t)}/it's $(id) ü`;
    mkdirSync(folder);
    makeFile(`${folder}/a b.key`, 0o644);
    makeFile(`${folder}/-c.key`, 0o600);
    makeFile(`${folder}/d.crt`, 0o644);
    mkdirSync(`${folder}/dir.key`);
    const bound = boundModule('file', { glob: `${folder}/*.key`, state: 'file', mode: '0600' });
    t.deepEqual(targetsOf(planHere(bound, { shell })), [`${folder}/a b.key`]);
    t.deepEqual(targetsOf(convergeHere(bound, { shell }).second), []);
    const files = bound.answer(askHere(bound, { shell })).result([]).get('files');
    t.is(Array.isArray(files) && files.length, 3);
  });

  test(`${name}: a pattern that matches nothing is told`, (t) => {
    const planned = planHere(boundModule('file', { glob: `${tempFolder(t)}/*.key`, mode: '0600' }), { shell });
    t.deepEqual(planned.kind === 'changes' && planned.warnings?.length, 1);
  });

  test(`${name}: a name with a line break cannot pass for another file`, (t) => {
    const folder = tempFolder(t);
    const odd = `${folder}/x\n81a4 0 0 root root 0 1 1 `;
    mkdirSync(`${odd}/etc`, { recursive: true });
    writeFileSync(`${odd}/etc/shadow`, '');
    t.throws(() => planHere(boundModule('file', { glob: `${folder}/*`, mode: '0600' }), { shell }), {
      instanceOf: BadAnswer,
    });
    t.throws(
      () => planHere(boundModule('file', { path: folder, state: 'directory', recurse: true, mode: 'go=' }), { shell }),
      { instanceOf: BadAnswer },
    );
  });

  test(`${name}: a mount point and a home are found`, (t) => {
    const bound = boundModule('file', { path: ['/proc', '/usr/games', '/nonexistent'], state: 'absent' });
    const dangers = readDangers(askHere(bound, { shell }).output);
    t.is(dangers.get('/proc'), 'mount');
    t.is(dangers.get('/usr/games'), 'home');
    t.false(dangers.has('/nonexistent'));
  });
}

test('a pattern removes files and links, never folders', (t) => {
  const folder = tempFolder(t);
  makeFile(`${folder}/a.old`, 0o600);
  symlinkSync('/etc/passwd', `${folder}/b.old`);
  t.deepEqual(targetsOf(convergeHere(boundModule('file', { glob: `${folder}/*.old`, state: 'absent' })).second), []);
  mkdirSync(`${folder}/c.old`);
  t.regex(
    targetsOf(planHere(boundModule('file', { glob: `${folder}/*.old`, state: 'absent' })))[0] ?? '',
    /^refused: .* is a directory/,
  );
});

const keeps = test.macro({
  exec(t, path: string) {
    t.regex(
      targetsOf(planHere(boundModule('file', { path, state: 'absent' })))[0] ?? '',
      /^refused: .* is not removed/,
    );
  },
  title: (_, path) => `${String(path)} is never removed`,
});

for (const path of [
  '/',
  '//',
  '/etc',
  '/etc/',
  '/etc/../usr',
  '/usr',
  '/var',
  '/home',
  '/root',
  '/root/.',
  '/proc',
  '/dev',
  '/boot',
  '/tmp',
])
  test(keeps, path);

test('a link to a precious folder is removed without the folder', (t) => {
  const path = `${tempFolder(t)}/link`;
  symlinkSync('/etc', path);
  convergeHere(boundModule('file', { path, state: 'absent' }));
  t.is(lstatSync(path, { throwIfNoEntry: false }), undefined);
  t.true(statSync('/etc').isDirectory());
});

test('files and whole folders are removed, and absent ones are as wanted', (t) => {
  const folder = tempFolder(t);
  mkdirSync(`${folder}/dir/sub`, { recursive: true });
  makeFile(`${folder}/x`, 0o600);
  const { first, second } = convergeHere(
    boundModule('file', { path: [`${folder}/dir`, `${folder}/x`, `${folder}/none`], state: 'absent' }),
  );
  t.deepEqual(targetsOf(first), [`${folder}/dir`, `${folder}/x`]);
  t.deepEqual(targetsOf(second), []);
});

test('a symbolic link is made, changed and left', (t) => {
  const folder = tempFolder(t);
  makeFile(`${folder}/one`, 0o600);
  makeFile(`${folder}/two`, 0o600);
  const link = (src: string): unknown => ({ path: `${folder}/link`, src, state: 'link' });
  t.deepEqual(targetsOf(convergeHere(boundModule('file', link('one'))).second), []);
  convergeHere(boundModule('file', link(`${folder}/two`)));
  t.is(readlinkSync(`${folder}/link`), `${folder}/two`);
});

test('a link to nothing and a link over a file need force', (t) => {
  const folder = tempFolder(t);
  const path = makeFile(`${folder}/there`, 0o600);
  t.deepEqual(targetsOf(planHere(boundModule('file', { path: `${folder}/l`, src: 'nothing', state: 'link' }))), [
    `refused: ${folder}/nothing does not exist`,
  ]);
  t.deepEqual(targetsOf(planHere(boundModule('file', { path, src: '/etc/passwd', state: 'link' }))), [
    `refused: ${path} is there and is no such link`,
  ]);
  t.deepEqual(
    targetsOf(convergeHere(boundModule('file', { path, src: '/etc/passwd', state: 'link', force: true })).second),
    [],
  );
});

test('a hard link is one inode with its source', (t) => {
  const folder = tempFolder(t);
  const src = makeFile(`${folder}/one`, 0o600);
  const { second } = convergeHere(boundModule('file', { path: `${folder}/two`, src, state: 'hard' }));
  t.is(statSync(`${folder}/two`).ino, statSync(src).ino);
  t.deepEqual(targetsOf(second), []);
  linkSync(src, `${folder}/three`);
  t.deepEqual(targetsOf(planHere(boundModule('file', { path: `${folder}/three`, src, state: 'hard' }))), []);
});

test('touch makes an empty file, and says that it does not converge', (t) => {
  const path = `${tempFolder(t)}/mark`;
  const { second } = convergeHere(boundModule('file', { path, state: 'touch', mode: '0640' }));
  t.is(modeOf(path), '640');
  t.deepEqual(second.kind === 'changes' && second.changes.map(({ converges }) => converges), ['once']);
  t.deepEqual(
    targetsOf(
      planHere(boundModule('file', { path, state: 'touch', modification_time: 'preserve', access_time: 'preserve' })),
    ),
    [],
  );
});

test('follow looks after what a link points to; without it a mode of a link is refused for a file', (t) => {
  const folder = tempFolder(t);
  const path = makeFile(`${folder}/real`, 0o644);
  symlinkSync(path, `${folder}/link`);
  convergeHere(boundModule('file', { path: `${folder}/link`, mode: '0600' }));
  t.is(modeOf(path), '600');
  t.regex(
    targetsOf(
      planHere(boundModule('file', { path: `${folder}/link`, state: 'file', follow: false, mode: '0644' })),
    )[0] ?? '',
    /^refused: .* is no file/,
  );
});

test('parameters that do not go together are told', (t) => {
  t.deepEqual(complaints('file', { path: '/x', state: 'hard' }), ['src: is required with state: hard']);
  t.deepEqual(complaints('file', { mode: '0600' }), ['path: is required (or glob)']);
  t.deepEqual(complaints('file', { path: '/x', tighten_only: true }), [
    'tighten_only: needs mode: the loosest that is allowed',
  ]);
  t.deepEqual(complaints('file', { path: '/x', state: 'absent', mode: '0600' }), [
    'mode: does not go with state: absent',
  ]);
});

test('a listing that failed is no empty listing', (t) => {
  const line = '81a4 0 0 root root 1 2 3 /etc/x\n';
  const told = (text: string) => ({ code: 0, stdout: Buffer.from(text), stderr: Buffer.alloc(0) });
  t.is(readListing(told(`#1\n${line}`)).length, 1);
  for (const cut of [{ ...told(`#1\n${line}`), truncated: true }, told(`#2\n${line}`), told(`#2\n${line}81a4 0 0`)])
    t.throws(() => readListing(cut), { message: /more files than one question/ });
  t.throws(() => readListing({ code: 1, stdout: Buffer.alloc(0), stderr: Buffer.from('Permission denied') }), {
    instanceOf: BadAnswer,
  });
});
