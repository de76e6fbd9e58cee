import test from 'ava';

import { modeText, parseMode, wantedMode } from '../../src/modules/mode.ts';

const reads = test.macro({
  exec(t, text: string, old: number, directory: boolean, wanted: string | null) {
    const mode = parseMode(text);
    t.is(mode === null ? null : modeText(wantedMode(mode, old, directory)), wanted);
  },
  title: (_, text: string, old: number, directory: boolean, wanted: string | null) =>
    `${JSON.stringify(text)} on a ${directory ? 'folder' : 'file'} of ${modeText(old)} gives ${wanted ?? 'an error'}`,
});

test(reads, '0600', 0o644, false, '0600');
test(reads, '600', 0o644, false, '0600');
test(reads, '0o640', 0o644, false, '0640');
test(reads, '0000', 0o644, false, '0000');
test(reads, '01777', 0o755, true, '1777');
test(reads, '2750', 0o755, true, '2750');
test(reads, 'u=rw,go=', 0o755, false, '0600');
test(reads, 'go-w', 0o666, false, '0644');
test(reads, 'a+x', 0o600, false, '0711');
test(reads, '+w', 0o444, false, '0644');
test(reads, 'u+s,g-s', 0o2755, false, '4755');
test(reads, 'a=rX', 0o640, false, '0444');
test(reads, 'a=rX', 0o640, true, '0555');
test(reads, 'g=u', 0o640, false, '0660');
test(reads, 'u=rwx,g-w+x', 0o620, false, '0710');
test(reads, '', 0o644, false, null);
test(reads, '9', 0o644, false, null);
test(reads, '77777', 0o644, false, null);
test(reads, 'u=rw;rm -rf /', 0o644, false, null);
test(reads, 'preserve', 0o644, false, null);
test(reads, 'ü+x', 0o644, false, null);
