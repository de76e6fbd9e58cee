import type { Diagnostic, Diagnostics, Parsed } from '../domain/diagnostic.ts';
import { parsed, refused } from '../domain/diagnostic.ts';
import type { RunEventBody } from '../domain/event.ts';
import type { PlanFile } from '../domain/plan-file.ts';
import { PlanFileError } from '../domain/plan-ports.ts';
import { recordFiles } from '../playbook/digest.ts';
import { hasTypedVars, planFileId, planFileText, sealedText } from '../report/plan-file/encode.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { fileProblem } from './applied-record.ts';
import { engineRequest } from './engine-request.ts';
import type { PlaybookInvocation } from './invocation.ts';
import { planFileEvent } from './plan-file-event.ts';
import { sourcesOf } from './plan-sources.ts';
import type { AppPorts } from './ports.ts';
import { prepare } from './prepare.ts';
import { readProjectConfig } from './project-config.ts';
import { chooseRecipients, sealedFor } from './recipients.ts';
import { startRunLog } from './run-log.ts';
import { whoStopped } from './who-stopped.ts';

/** `plan -o FILE`: plans as always, and keeps what was found in a file that `apply FILE` does. */
export async function makePlanFile(asked: PlaybookInvocation, out: string, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const files = recordFiles(ports.files);
  const recipients = recipientsOf(asked, { ...ports, files });
  if (!recipients.ok) return log.refuse(recipients.diagnostics);
  const problems = beforehand(asked, out, recipients.value, ports);
  if (problems !== null) return log.refuse(problems);
  const { playbook: path, tags, skipTags } = asked;
  const prepared = await prepare(asked, { path, tags, skipTags, check: true }, { ...ports, files });
  if (!prepared.ok) return log.refuse(prepared.diagnostics);
  for (const warning of prepared.value.warnings) log.emit({ type: 'diagnostic', ...warning });
  const told: RunEventBody[] = [];
  const end = await ports.engine.run(engineRequest(asked, 'plan', prepared.value, ports), (event) => {
    told.push(ports.secrets.maskEvent(event));
    log.emit(event);
  });
  const stopped = whoStopped(end, ports);
  if (stopped !== null || end.refused !== null || end.intents === undefined)
    return log.finish(stopped, asked.detailedExitcode);
  const plan: PlanFile = {
    run: ports.run(),
    madeAt: ports.now(),
    by: ports.plans.who,
    version: ports.plans.version,
    choice: choiceOf(asked, prepared.value.compiled.plan.playbook, prepared.value.sources),
    sources: sourcesOf(files),
    told,
    hosts: end.intents,
  };
  const written = await write(out, plan, recipients.value, ports);
  if (!written.ok) return log.refuse(written.diagnostics);
  log.emit(planFileEvent('written', out, written.value, plan));
  return log.finish(null, asked.detailedExitcode);
}

/** None where none is named: not every plan holds secrets. */
function recipientsOf(asked: PlaybookInvocation, ports: AppPorts): Parsed<readonly string[]> {
  const config = readProjectConfig(ports);
  if (!config.ok) return config;
  const { ageRecipients } = config.value.secrets;
  return asked.recipients.length + ageRecipients.length === 0
    ? parsed([])
    : chooseRecipients(asked.recipients, ageRecipients);
}

/** What need not wait until all hosts were asked. */
function beforehand(
  { extraVars }: PlaybookInvocation,
  out: string,
  recipients: readonly string[],
  { plans }: AppPorts,
): Diagnostics | null {
  if (plans.files.exists(out))
    return [problem('plan-exists', `${out} is there already`, 'choose another name, or remove it first')];
  if (recipients.length === 0 && hasTypedVars(extraVars))
    return [
      problem(
        'plan-secret',
        'values that are typed with -e may be secret, and a plan file keeps them',
        'put them into a file, -e @values.yaml, or encrypt them: -r age1...',
      ),
    ];
  return null;
}

const choiceOf = (asked: PlaybookInvocation, playbook: string, inventory: readonly string[]): PlanFile['choice'] => ({
  playbook,
  inventory,
  limit: asked.limit,
  tags: asked.tags,
  skipTags: asked.skipTags,
  disrupt: asked.disrupt ?? 'process',
  become: asked.become,
  user: asked.user,
  extraVars: asked.extraVars,
});

/** The id of what was written. */
async function write(
  out: string,
  plan: PlanFile,
  recipients: readonly string[],
  { plans, ciphers }: AppPorts,
): Promise<Parsed<string>> {
  const secret = sealedText(plan);
  if (secret !== null && recipients.length === 0) return refused(unsealable(out, plan));
  const sealed = secret === null ? null : await sealedFor(new TextEncoder().encode(secret), recipients, true, ciphers);
  if (sealed?.ok === false) return sealed;
  try {
    const text = planFileText(plan, sealed && new TextDecoder().decode(sealed.value));
    plans.files.create(out, text);
    return parsed(planFileId(text));
  } catch (error) {
    if (error instanceof PlanFileError) return refused(fileProblem(error));
    throw error;
  }
}

function unsealable(out: string, { hosts }: PlanFile): Diagnostic {
  const tasks = new Set([...hosts.values()].flat().flatMap(({ secret, task }) => (secret ? [task] : [])));
  const named = [...tasks].slice(0, 3).map((task) => `"${task}"`);
  const more = tasks.size > named.length ? ` and ${String(tasks.size - named.length)} more` : '';
  return problem(
    'plan-secret',
    `${out} was not written: ${named.join(', ')}${more} ${tasks.size === 1 ? 'holds' : 'hold'} secrets, which are never kept in clear`,
    'encrypt them: -r age1..., or age_recipients in bulwark.yaml',
  );
}

const problem = (code: string, summary: string, hint: string): Diagnostic => ({
  severity: 'error',
  code,
  summary,
  hint,
});
