import type { ControlStatus, Evidence } from '../domain/assessment.ts';
import type { PartialCheck } from '../domain/control.ts';
import type { Finding } from '../domain/module.ts';
import { wantedWords } from './check-words.ts';
import type { Judged } from './judged.ts';
import { meetsArg } from './meets-arg.ts';

type Looked = Exclude<PartialCheck, { kind: 'task' }>;
type Verdict = Pick<Judged, 'because'> & { readonly status: Extract<ControlStatus, 'pass' | 'fail' | 'unknown'> };

/** Judges what was found by the part's own test; what the playbook's entry wanted does not count. */
export function judgeFinding(part: Looked, finding: Finding): Judged {
  const seen = verdictOf(part, finding);
  const verdict = seen.status === 'pass' && finding.unseen !== undefined ? unknown(finding.unseen) : seen;
  return { ...verdict, evidence: [evidenceOf(part, finding, verdict.status === 'pass')] };
}

function verdictOf(part: Looked, finding: Finding): Verdict {
  switch (part.kind) {
    case 'arg':
      return argVerdict(part, finding);
    case 'file-mode':
      return modeVerdict(part, finding);
    case 'file-owner':
      return ownerVerdict(part, finding);
    case 'sysctl':
      return sysctlVerdict(part, finding);
  }
}

const pass: Verdict = { status: 'pass', because: null };
const fail: Verdict = { status: 'fail', because: null };
const unknown = (because: string): Verdict => ({ status: 'unknown', because });

/** In the file, and in the process that runs: what was only configured protects nobody yet. */
function argVerdict(part: Extract<Looked, { kind: 'arg' }>, { file, live, overruledBy }: Finding): Verdict {
  const inFile = meetsArg(part, file);
  if (live === undefined) {
    return inFile ? unknown(`no process of ${part.service} runs, or its arguments cannot be read`) : fail;
  }
  const inProcess = meetsArg(part, live);
  if (inFile && inProcess)
    return overruledBy === undefined
      ? pass
      : unknown(`${part.service} has ${overruledBy}: what that says counts, and nobody read it`);
  if (inFile) return { status: 'fail', because: `configured and not live: ${part.service} runs with older arguments` };
  return inProcess
    ? { status: 'fail', because: `live until ${part.service} is restarted: the file says otherwise` }
    : fail;
}

/** Nothing there has no mode that is too wide. */
function modeVerdict({ atMost }: Extract<Looked, { kind: 'file-mode' }>, { file }: Finding): Verdict {
  if (file === null) return pass;
  if (!/^[0-7]{3,4}$/.test(file)) return unknown(`\`${file}\` is no file mode`);
  return (Number.parseInt(file, 8) & ~atMost) === 0 ? pass : fail;
}

function ownerVerdict({ owner, group }: Extract<Looked, { kind: 'file-owner' }>, { file }: Finding): Verdict {
  if (file === null) return pass;
  if (!/^[^:]+:[^:]+$/.test(file)) return unknown(`\`${file}\` is no owner and group`);
  return file === `${owner}:${group}` ? pass : fail;
}

function sysctlVerdict({ value }: Extract<Looked, { kind: 'sysctl' }>, { live, nextBoot }: Finding): Verdict {
  const states = [live, nextBoot].map((text) => (text === undefined ? null : sameWords(text, value)));
  if (states.includes(false)) return { status: 'fail', because: sysctlReason(states) };
  return states.includes(null) ? unknown('not all of now and the next boot could be looked at') : pass;
}

function sysctlReason([live, nextBoot]: readonly (boolean | null)[]): string | null {
  if (live === true) return 'live, and gone after the next boot';
  return nextBoot === true ? 'configured and not live' : null;
}

/** The kernel prints several values with tabs. */
const sameWords = (text: string | null, value: string): boolean => text?.trim().split(/\s+/).join(' ') === value;

function evidenceOf(part: Looked, finding: Finding, met: boolean): Evidence {
  const { what, file, live, nextBoot, where, command } = finding;
  return {
    what,
    wanted: wantedWords(part),
    ...(part.kind === 'sysctl' && file === null ? {} : { file }),
    ...(live !== undefined && { live }),
    ...(nextBoot !== undefined && { nextBoot }),
    met,
    where,
    service: part.kind === 'arg' ? part.service : null,
    command: command ?? null,
  };
}
