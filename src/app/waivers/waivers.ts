import { unreachable } from '../../domain/unreachable.ts';
import type { ExitCode } from '../../report/exit-code.ts';
import type { WaiversInvocation } from '../invocation.ts';
import type { AppPorts } from '../ports.ts';
import { addWaiver } from './add.ts';
import { initWaivers } from './init.ts';
import { listWaivers } from './list.ts';

/** `waivers init|add|list`. No host is contacted. */
export async function waiversCommand(asked: WaiversInvocation, ports: AppPorts): Promise<ExitCode> {
  const { action } = asked;
  switch (action.kind) {
    case 'init':
      return initWaivers(asked, action.file, ports);
    case 'add':
      return addWaiver(asked, action, ports);
    case 'list':
      return listWaivers(asked, action.file, ports);
    default:
      return unreachable(action);
  }
}
