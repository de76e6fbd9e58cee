import { unreachable } from '../../domain/unreachable.ts';
import type { ExitCode } from '../../report/exit-code.ts';
import type { ScheduleInvocation } from '../invocation.ts';
import type { AppPorts } from '../ports.ts';
import { installSchedule } from './install.ts';
import { listSchedules } from './list.ts';
import { removeSchedule } from './remove.ts';
import { runSchedule } from './run.ts';

/** `schedule install|list|remove|run`. */
export async function scheduleCommand(asked: ScheduleInvocation, ports: AppPorts): Promise<ExitCode> {
  const { action } = asked;
  switch (action.kind) {
    case 'install':
      return installSchedule(asked, ports);
    case 'list':
      return listSchedules(ports);
    case 'remove':
      return removeSchedule(action.name, ports);
    case 'run':
      return runSchedule(action, ports);
    default:
      return unreachable(action);
  }
}
