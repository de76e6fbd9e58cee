import test from 'ava';

import { editDistance, near } from '../../src/domain/near.ts';

const distances: readonly (readonly [from: string, to: string, distance: number])[] = [
  ['', '', 0],
  ['', 'abc', 3],
  ['abc', '', 3],
  ['ensur', 'ensure', 1],
  ['hsots', 'hosts', 1],
  ['kitten', 'sitting', 3],
  ['größe', 'grösse', 2],
];

for (const [from, to, distance] of distances) {
  test(`from \`${from}\` to \`${to}\` it is ${distance}`, (t) => {
    t.is(editDistance(from, to), distance);
  });
}

const guesses: readonly (readonly [word: string, candidates: readonly string[], near: readonly string[]])[] = [
  ['worker-9', ['worker-1', 'worker-2', 'cp-1', 'all'], ['worker-1', 'worker-2']],
  ['ensur', ['set', 'ensure', 'merge'], ['ensure']],
  ['controlplane', ['control_plane', 'workers'], ['control_plane']],
  ['control-plane', ['control_plane'], ['control_plane']],
  ['a', ['b', 'abc', ''], ['b', '']],
  ['', ['a', 'bc'], ['a']],
  ['x', [], []],
  ['same', ['same'], []],
];

for (const [word, candidates, expected] of guesses) {
  test(`near \`${word}\` among [${candidates.join(', ')}] is [${expected.join(', ')}]`, (t) => {
    t.deepEqual(near(word, candidates), expected);
  });
}
