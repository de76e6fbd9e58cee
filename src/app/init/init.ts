import { refused } from '../../domain/diagnostic.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { ExitCode } from '../../report/exit-code.ts';
import { unreachable } from '../../domain/unreachable.ts';
import { readFingerprints } from '../hostkeys/fingerprints.ts';
import { trustProblem } from '../hostkeys/trust.ts';
import type { Trust } from '../hostkeys/trust.ts';
import type { InitInvocation, InitSource } from '../invocation.ts';
import type { AppPorts } from '../ports.ts';
import { readProjectConfig } from '../project-config.ts';
import { startRunLog } from '../run-log.ts';
import { stopped } from './ask.ts';
import { askSource } from './ask-source.ts';
import type { InitContext, ProjectDraft, Step } from './draft.ts';
import { fromAnsible } from './from-ansible.ts';
import { fromKubectl } from './from-kubectl.ts';
import { fromSshConfig } from './from-ssh-config.ts';
import { fromTyped } from './from-typed.ts';
import { learnKeys } from './learn-keys.ts';
import { writeProject } from './write-project.ts';

/** `init`: asks where the machines are, which keys to trust, and writes a project. Until the end nothing is written. */
export async function initProject(asked: InitInvocation, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const dialogue = ports.interactive && !asked.yes;
  const trust = readTrust(asked, ports, dialogue);
  const config = readProjectConfig({ ...ports, foldersAbove: ports.foldersAbove.slice(0, 1) });
  const problems = [
    ...trust.problems,
    ...(config.ok ? [] : config.diagnostics),
    ...(dialogue || asked.yes ? [] : [nobodyToAsk]),
  ];
  const [first, ...others] = problems;
  if (first !== undefined || !config.ok)
    return log.refuse(first === undefined ? [] : refused(first, ...others).diagnostics);
  const context: InitContext = { asked, ports, log, config: config.value, trust: trust.value, dialogue };
  const source = asked.from ?? (await askSource(context));
  if (source === null) return dialogue ? stopped(context) : log.refuse([noSource]);
  const draft = await draftFrom(source, context);
  if (!draft.ok) return draft.exit;
  const learned = await learnKeys(draft.value, context);
  if (!learned.ok) return learned.exit;
  return writeProject(draft.value, learned.value, context);
}

function draftFrom(source: InitSource, context: InitContext): Promise<Step<ProjectDraft>> {
  switch (source) {
    case 'kubectl':
      return fromKubectl(context);
    case 'ansible':
      return fromAnsible(context);
    case 'ssh-config':
      return fromSshConfig(context);
    case 'typed':
      return fromTyped(context);
    default:
      return unreachable(source);
  }
}

/** A person, a list, or the first contact. Without any of them no new key is trusted. */
function readTrust(
  asked: InitInvocation,
  ports: AppPorts,
  ask: boolean,
): { readonly value: Trust; readonly problems: readonly Diagnostic[] } {
  const both = asked.acceptNew && asked.fingerprints !== null ? trustProblem(asked, true) : null;
  const list = asked.fingerprints === null ? null : readFingerprints(asked.fingerprints, ports.files);
  return {
    value: {
      list:
        list?.ok === true && asked.fingerprints !== null
          ? { file: asked.fingerprints, fingerprints: list.value }
          : null,
      acceptNew: asked.acceptNew,
      ask,
    },
    problems: [...(both === null ? [] : [both]), ...(list?.ok === false ? list.diagnostics : [])],
  };
}

const nobodyToAsk: Diagnostic = {
  severity: 'error',
  code: 'not-confirmed',
  summary: 'init asks questions, and there is no terminal to ask on',
  hint: 'for example bulwark init --from kubectl --ask ubuntu@10.20.0.11 --yes --accept-new',
};

const noSource: Diagnostic = {
  severity: 'error',
  code: 'init-unanswered',
  summary: 'Where are the machines? There is no terminal to ask on',
  hint: 'one of --from kubectl --ask HOST, --from ansible FILE, --from ssh-config, --hosts NAMES',
};
