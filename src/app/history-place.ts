import type { InputPorts } from './ports.ts';
import { readProjectConfig } from './project-config.ts';

/**
 * The file that runs are recorded in: `history` of bulwark.yaml, else `bulwark/history.db` in the user's state folder
 * (XDG Base Directory Specification). null: `history: none`. A bulwark.yaml that cannot be read is told by the command.
 */
export function historyPlace(
  ports: Pick<InputPorts, 'files' | 'foldersAbove' | 'othersMay' | 'home' | 'env'>,
): string | null {
  const config = readProjectConfig(ports);
  const named = config.ok ? config.value.history : 'none';
  if (named !== null) return named === 'none' ? null : named.replace(/^~(?=\/)/, ports.home);
  return `${stateFolder(ports)}/history.db`;
}

/** Bulwark's own folder in the user's state folder. */
export function stateFolder({ env, home }: Pick<InputPorts, 'env' | 'home'>): string {
  const state = env['XDG_STATE_HOME'];
  return `${state?.startsWith('/') === true ? state : `${home}/.local/state`}/bulwark`;
}
