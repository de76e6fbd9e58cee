import type { Finding } from '../../domain/module.ts';
import { meetsRule } from './apply-rules.ts';
import { unitOf } from './component.ts';
import { overruling } from './config-file.ts';
import { environmentDoubt } from './doubts.ts';
import type { ArgsTask } from './params.ts';
import { type FlagRule, wantedWords } from './rule.ts';
import { isAmbiguous } from './running.ts';
import { type Seen, shownValue } from './seen.ts';

/**
 * One finding for each entry that carries controls: met when the file meets it and the running process (if any) too. What
 * makes them doubtful is one for controls of the task, too.
 */
export function findingsOf(task: ArgsTask, seen: Seen): readonly Finding[] {
  const found = task.rules.filter(({ controls }) => controls.length > 0).map((rule) => findingOf(task, seen, rule));
  return seen.doubt === null ? found : [...found, doubtful(task, seen.doubt)];
}

const doubtful = ({ target }: ArgsTask, doubt: string): Finding => ({
  controls: [],
  subject: { kind: 'task' },
  what: target.name,
  wanted: 'one process, which the unit of the snap started',
  file: null,
  where: target.path,
  unseen: doubt,
  met: true,
});

function findingOf({ target, rules }: ArgsTask, seen: Seen, rule: FlagRule): Finding {
  const { flags, running } = seen;
  const shown = (where: typeof flags): string | null => {
    const value = shownValue(rules, where, rule.flag);
    return value === null ? null : String(value);
  };
  const met = (where: typeof flags): boolean => {
    const flag = where.get(rule.flag);
    return meetsRule(rule, flag?.value ?? null, flag?.type ?? { kind: 'unknown', name: null });
  };
  const isSeen = running !== null && !isAmbiguous(running.get(rule.flag));
  const line = flags.get(rule.flag)?.line ?? null;
  const overruledBy = overruling(target.service, rule.flag, [flags, running]);
  const unseen = seen.doubt ?? environmentDoubt(seen.about, rule.flag, [flags, running]);
  return {
    controls: rule.controls,
    subject: { kind: 'arg', service: target.name, flag: rule.flag },
    what: `${target.name} --${rule.flag}`,
    wanted: wantedWords(rule),
    file: shown(flags),
    ...(isSeen && { live: shown(running) }),
    where: line === null ? target.path : `${target.path}:${line}`,
    command: commandFor(target, rule.flag),
    ...(overruledBy !== null && { overruledBy }),
    ...(unseen !== null && { unseen }),
    met: met(flags) && (running === null || met(running)),
  };
}

/** The line of the file, and the argument of the process that runs. */
function commandFor({ path, service, live }: ArgsTask['target'], flag: string): string {
  const file = `grep -n -e --${flag} ${path}`;
  if (!live || service === null) return file;
  return `${file}; tr '\\0' '\\n' </proc/$(systemctl show -p MainPID --value ${unitOf(service)})/cmdline | grep -e --${flag}`;
}
