import type { Planned } from '../../domain/module.ts';
import { anyResource } from '../../domain/resource.ts';
import { failFunction } from '../said.ts';
import { sh } from '../../shell/sh.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import type { UriParams } from '../uri.ts';
import { requestCommand, type HttpAnswer, type UriState } from './query.ts';

/** An answer is judged by its status. What is to be sent is a change of somebody else's, of which nothing is known. */
export function planUri(given: UriParams, state: UriState): Planned {
  const warnings = given.validate_certs
    ? {}
    : {
        warnings: [
          `${String(given.url)}: validate_certs is off, so anybody on the way can answer in its place; ca_path names the authority to trust`,
        ],
      };
  switch (state.kind) {
    case 'skip':
      return { kind: 'changes', changes: [] };
    case 'no-curl':
      return {
        kind: 'refused',
        message: 'the host has no curl, which sends requests',
        hint: 'install it: apt: {name: curl}',
      };
    case 'answered':
      return statusProblem(given, state.answer) ?? { kind: 'changes', changes: [], ...warnings };
    case 'send':
      return {
        kind: 'changes',
        ...warnings,
        changes: [
          {
            action: 'run',
            target: `${given.method} ${String(given.url)}`,
            writes: [anyResource],
            diff: { entries: [] },
            converges: 'once',
            disrupts: 'none',
            undoable: false,
            steps: [{ kind: 'exec', command: sending(given), takes: given.timeout }],
          },
        ],
      };
  }
}

/** In Ansible's words; null where the status is one of those that are wanted. */
function statusProblem(given: UriParams, { status, said }: HttpAnswer): Planned | null {
  if (given.status_code.includes(status)) return null;
  return {
    kind: 'refused',
    message: `status code was ${status} and not ${given.status_code.join(' or ')}`,
    wanted: given.status_code.join(' or '),
    seen: said === '' ? String(status) : said,
  };
}

/** What curl prints is kept as it is for the result; the status decides how the step ends. */
const sending = (given: UriParams): ShellCommand => sh`${failFunction}bw_answer=$(${requestCommand(given)}; echo .)
printf %s "$bw_answer" | sed '$s/\.$//'
bw_status=$(printf '%s\n' "$bw_answer" | sed -n 's/^bulwark-uri:status=\([0-9]*\) .*/\1/p' | tail -n 1)
bw_exit=$(printf '%s\n' "$bw_answer" | sed -n 's/^bulwark-uri:exit=\([0-9]*\).*/\1/p' | tail -n 1)
[ "$bw_exit" = 0 ] || bw_fail "the request failed: $(printf '%s\n' "$bw_answer" | sed -n 's/^curl: ([0-9]*) //p' | head -n 1)"
case " "${given.status_code.join(' ')}" " in *" $bw_status "*) ;; *) bw_fail "status code was $bw_status and not "${given.status_code.join(' or ')} ;; esac`;
