import type { AssessInvocation } from '../app/invocation.ts';
import { failOnWords } from '../app/assess/fail-on.ts';
import type { FailOn } from '../app/assess/fail-on.ts';
import { type Profile, profiles } from '../domain/control.ts';
import { parsed, refused } from '../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import { near } from '../domain/near.ts';
import type { Command } from './command.ts';
import { assessOptions } from './option-specs.ts';
import { combine, failuresOf, readAssessBy, readCommon, readRefreshTimeout, valueOf } from './options.ts';
import { allTexts, allWords, hasFlag, lastText } from './raw-options.ts';
import type { RawOptions } from './raw-options.ts';
import { usageError } from './usage-error.ts';

export const assessCommand: Command = {
  name: 'assess',
  operands: [{ name: 'PLAYBOOK', required: false }],
  summary: 'judge the hosts by CIS and DISA STIG, with evidence; reads only',
  options: assessOptions,
  examples: [
    { line: 'assess -i inventory/prod.yaml', does: 'both benchmarks, with the playbooks that come along' },
    { line: 'assess --profile stig -l cp-1 -v', does: 'one benchmark on one host, every control' },
    { line: 'assess -o report.html -o prod.json', does: 'the matrix for people, the data for programs' },
    {
      line: 'assess -o evidence.tar --sign ~/.ssh/id_ed25519.pub',
      does: 'all formats in one archive, signed by a key of the agent',
    },
    {
      line: 'assess --baseline prod.json --fail-on fail',
      does: 'for CI: exit 3 for findings that were not there then',
    },
  ],
  read: readAssess,
};

function readAssess(raw: RawOptions): Parsed<AssessInvocation> {
  const [common, by, refreshTimeout] = [readCommon(raw), readAssessBy(raw), readRefreshTimeout(raw)];
  const chosen = readWords('profile', allWords(raw, 'profile'), profiles);
  const failOn = readWords('fail-on', allWords(raw, 'fail-on'), failOnWords);
  const failures = [...failuresOf(by, refreshTimeout, chosen, failOn), ...noneAlone(valueOf(failOn, []))];
  if (!common.ok) return refused(common.diagnostics[0], ...common.diagnostics.slice(1), ...failures);
  return combine(failures, () => ({
    ...common.value,
    command: 'assess',
    playbook: raw.operands[0] ?? null,
    tags: allWords(raw, 'tags'),
    skipTags: allWords(raw, 'skip-tags'),
    profiles: valueOf<readonly Profile[]>(chosen, []),
    by: valueOf(by, null),
    score: hasFlag(raw, 'score'),
    failOn: valueOf<readonly FailOn[]>(failOn, []),
    baseline: lastText(raw, 'baseline'),
    out: allTexts(raw, 'out'),
    merge: hasFlag(raw, 'merge'),
    sign: lastText(raw, 'sign'),
    force: hasFlag(raw, 'force'),
    refreshTimeout: valueOf(refreshTimeout, 0),
  }));
}

/** Words of a list, each one of `known`. */
function readWords<Word extends string>(
  option: string,
  given: readonly string[],
  known: readonly Word[],
): Parsed<readonly Word[]> {
  const words = given.flatMap((word) => known.find((one) => one === word) ?? []);
  const [first, ...others] = given
    .filter((word) => !known.some((one) => one === word))
    .map((word) => {
      const [meant] = near(word, known);
      return usageError(
        'option-value',
        `--${option} does not know \`${word}\``,
        meant === undefined ? `one of ${known.join(', ')}` : `did you mean ${meant}? (all: ${known.join(', ')})`,
      );
    });
  return first === undefined ? parsed(words) : refused(first, ...others);
}

const noneAlone = (words: readonly FailOn[]): readonly Diagnostic[] =>
  words.includes('none') && words.length > 1
    ? [usageError('option-conflict', '--fail-on none stands alone: nothing that is found makes it exit 3')]
    : [];
