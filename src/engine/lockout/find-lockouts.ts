import type { HostTarget, Identity } from '../../domain/connection.ts';
import type { TaskError } from '../../domain/errors.ts';
import type { Step } from '../../domain/module.ts';
import { reveal, Secret } from '../../domain/secret.ts';
import type { CommandOutput } from '../../domain/session.ts';
import { wireText } from '../../domain/shell-command.ts';
import type { HostWork } from '../host-work.ts';
import { concernOf, placeOf, type Concern } from './concerns.ts';
import { fingerprints, usedKey } from './keys.ts';
import { offersOf } from './offers.ts';
import { LOOKING } from './planned-etc.ts';
import { loginPrelude, loginQuestions, type LoginAnswers } from './questions.ts';
import { newBars, readSshdSettings, type Login } from './sshd-settings.ts';

/** The steps that one result of the plan stands for. */
export interface PlannedSteps<Of> {
  readonly of: Of;
  readonly identity: Identity;
  /** Whose machine they are for; null: the host's own. */
  readonly delegateTo: string | null;
  readonly steps: readonly Step[];
}

/** error: it would lock us out. risk: it may, and that cannot be judged. */
export type Found<Of> = { readonly of: Of } & ({ readonly error: TaskError } | { readonly risk: string });

/** Milliseconds for all questions of one host. */
const LIMIT = 30_000;

/** Asks nothing of a host whose plan touches nothing that its login depends on. Rejects with ConnectError. */
export async function findLockouts<Of>(
  host: HostWork,
  target: HostTarget,
  planned: readonly PlannedSteps<Of>[],
): Promise<readonly Found<Of>[]> {
  const touched = planned.flatMap(({ of, identity, steps }) =>
    steps.flatMap((step) => {
      const concern = concernOf(step);
      return concern === null || !matters(concern, target) ? [] : [{ of, identity, step, concern }];
    }),
  );
  for (const { step } of touched) host.judged.add(stepKey(step));
  const first = touched.find(({ identity }) => identity.kind === 'become' && identity.user === 'root') ?? touched[0];
  if (first === undefined) return [];
  const stepsOf = (concern: Concern): readonly Step[] =>
    touched.filter((one) => one.concern === concern).map(({ step }) => step);
  const keyFiles = [...new Set(stepsOf('keys').map(placeOf))];
  const answers: LoginAnswers = { sshd: {}, sudo: {}, keys: new Map() };
  const [sshd, sudo] = [stepsOf('sshd'), stepsOf('sudo')];
  const hasBecomePassword = target.becomePassword !== undefined;
  if (sshd.length + sudo.length + keyFiles.length > 0)
    await host.exchange(
      first.identity,
      loginQuestions({ user: target.user, hasBecomePassword, sshd, sudo, keyFiles }, answers),
      { prelude: loginPrelude, timeout: LIMIT },
    );
  const about: About = { target, answers, login: loginOf(target, answers.about) };
  return touched.flatMap(({ of, step, concern }, at) => {
    const isLast = !touched
      .slice(at + 1)
      .some((later) => later.concern === concern && sameQuestion(concern, step, later.step));
    const verdict = isLast ? judge(concern, step, about) : null;
    return verdict === null ? [] : [{ of, ...verdict }];
  });
}

/** Root needs no sudo, and a host that is this machine needs no sshd. */
export const matters = (concern: Concern, { user, connection }: HostTarget): boolean =>
  concern === 'sudo' ? user !== 'root' : connection !== 'local';

/** All of sshd's files are one question, each file of keys is one; the rest is told one by one. */
const sameQuestion = (concern: Concern, step: Step, later: Step): boolean =>
  concern === 'sshd' || concern === 'sudo' || (concern === 'keys' && placeOf(step) === placeOf(later));

interface About {
  readonly target: HostTarget;
  readonly answers: LoginAnswers;
  readonly login: Login & { readonly home: string };
}

type Verdict = { readonly error: TaskError } | { readonly risk: string };

function judge(concern: Concern, step: Step, about: About): Verdict | null {
  switch (concern) {
    case 'sshd':
      return judgeSshd(step, about);
    case 'sudo':
      return judgeSudo(step, about);
    case 'keys':
      return judgeKeys(step, about);
    case 'account':
      return judgeAccount(step, about);
    case 'other':
      return risk(step, 'cannot be judged');
  }
}

function judgeSshd(step: Step, { target, answers, login }: About): Verdict | null {
  const { live, planned } = answers.sshd;
  if (live?.code !== 0 || !hasLooked(planned))
    return risk(step, `sshd could not be asked (${lastLine(live?.code === 0 ? planned : live)})`);
  if (planned.code !== 0) return lockOut(target, 'sshd would not start', 'a configuration that sshd takes', planned);
  const bars = newBars(readSshdSettings(text(live)), readSshdSettings(text(planned)), login);
  const bar = bars.find(({ sure }) => sure) ?? bars[0];
  if (bar === undefined) return null;
  if (!bar.sure) return risk(step, `${bar.seen} has nothing in common with what sshd takes today`);
  return lockOut(target, bars.map(({ setting }) => setting).join(', '), bar.wanted, bar.seen);
}

function judgeSudo(step: Step, { target, answers }: About): Verdict | null {
  const { live, planned } = answers.sudo;
  if (live?.code !== 0 || !hasLooked(planned))
    return risk(step, `sudo could not be asked (${lastLine(live?.code === 0 ? planned : live)})`);
  if (planned.code === 0) return null;
  const how = target.becomePassword === undefined ? ' without a password' : '';
  return lockOut(target, 'sudo', `${target.user} may become root${how}`, planned);
}

function judgeKeys(step: Step, { target, answers, login }: About): Verdict | null {
  const path = placeOf(step);
  const isOurs = path.startsWith(`${login.home}/`) || path.split('/').includes(target.user);
  if (!isOurs && login.home !== '') return null;
  const live = fingerprints(text(answers.keys.get(path)));
  const planned = step.kind === 'write-file' ? fingerprints(textOf(step.content)) : new Set<string>();
  if ([...live].every((key) => planned.has(key))) return null;
  const used = usedKey(text(answers.key));
  if (used === null) return risk(step, 'which of its keys this login uses is not known');
  if (!live.has(used) || planned.has(used)) return null;
  return lockOut(
    target,
    path,
    `the key that this login uses stays: ${used}`,
    `it is not among the ${planned.size} keys`,
  );
}

/** Other people's accounts are no way in of ours. */
function judgeAccount(step: Step, { target }: About): Verdict | null {
  const account = step.kind === 'exec' ? step.account : undefined;
  if (account === undefined || account.name !== target.user) return null;
  return account.login === 'ends'
    ? lockOut(
        target,
        'the account',
        `the account ${account.name} stays usable`,
        'it would be removed, locked or expired',
      )
    : risk(step, 'cannot be judged');
}

const risk = (step: Step, why: string): Verdict => ({
  risk: `${placeOf(step)} decides who may log in, and what this does to our login: ${why}`,
});

function lockOut(target: HostTarget, what: string, wanted: string, seen: string | CommandOutput): Verdict {
  return {
    error: {
      code: 'lock-out',
      message: `would lock ${target.user} out: ${what}`,
      wanted,
      ...(typeof seen === 'string' ? { seen } : { said: text(seen).replace(LOOKING, '').trim().split('\n').slice(-3) }),
      hint: `leave a way in for ${target.user}, or run with another login (-u); this host was not changed`,
    },
  };
}

function loginOf(target: HostTarget, about: CommandOutput | undefined): About['login'] {
  const [connection = '', groups = '', home = ''] = text(about).split('\n');
  const [address = '127.0.0.1', , , port = String(target.port)] = connection.trim().split(' ').filter(Boolean);
  return {
    user: target.user,
    groups: groups.split(' ').filter(Boolean),
    address,
    port,
    home,
    hasPassword: target.loginPassword !== undefined,
    offers: offersOf(target),
  };
}

const hasLooked = (planned: CommandOutput | undefined): planned is CommandOutput =>
  planned !== undefined && planned.code !== null && text(planned).includes(LOOKING);

const text = (output: CommandOutput | undefined): string => output?.stdout.toString('utf8') ?? '';

/** Equal for steps that do the same, for as long as the run lasts. */
export function stepKey(step: Step): string {
  const what = step.kind === 'write-file' ? textOf(step.content) : step.kind === 'exec' ? wireText(step.command) : '';
  return [step.kind, placeOf(step), what].join('\0');
}

const textOf = (content: string | Buffer | Secret): string =>
  typeof content === 'string' || content instanceof Secret ? reveal(content) : content.toString('utf8');

const lastLine = (output: CommandOutput | undefined): string =>
  `${text(output)}${output?.stderr.toString('utf8') ?? ''}`.trim().split('\n').at(-1) || 'no answer';
