import { parsed, refused } from '../domain/diagnostic.ts';
import type { Parsed } from '../domain/diagnostic.ts';
import type { YamlMap } from '../domain/yaml-node.ts';
import { asInteger, asMap, asString, get, unknownKeys } from '../source/decode.ts';
import { parseYaml } from '../source/parse-yaml.ts';
import { collectProblems } from '../source/problems.ts';
import type { Problems } from '../source/problems.ts';
import type { InputPorts } from './ports.ts';
import { noSecretConfig, readSecretConfig, secretKeys } from './secret-config.ts';
import type { SecretConfig } from './secret-config.ts';

/** What `bulwark.yaml` says; paths are usable from the working directory. */
export interface ProjectConfig {
  readonly inventory: string | null;
  readonly playbook: string | null;
  readonly forks: number | null;
  readonly knownHosts: string | null;
  readonly secrets: SecretConfig;
}

const nothing: ProjectConfig = {
  inventory: null,
  playbook: null,
  forks: null,
  knownHosts: null,
  secrets: noSecretConfig,
};

/**
 * The nearest `bulwark.yaml` from the working directory upwards; without one, nothing is said. Refused when others
 * may write it (`config-writable`): it decides which machines are changed, and how.
 */
export function readProjectConfig(
  ports: Pick<InputPorts, 'files' | 'foldersAbove' | 'othersMay'>,
): Parsed<ProjectConfig> {
  const folder = ports.foldersAbove.find((candidate) => ports.files.isFile(inFolder(candidate, 'bulwark.yaml')));
  if (folder === undefined) return parsed(nothing);
  const path = inFolder(folder, 'bulwark.yaml');
  if (ports.othersMay(path).write)
    return refused({
      severity: 'error',
      code: 'config-writable',
      summary: `others may write ${path}`,
      hint: `chmod go-w ${path}`,
    });
  const problems = collectProblems();
  const node = problems.take(parseYaml(path, ports.files.read(path) ?? ''));
  const map = node === null ? null : asMap(node, 'bulwark.yaml', problems);
  return problems.finish(map === null ? nothing : readConfig(map, folder, problems));
}

function readConfig(map: YamlMap, folder: string, problems: Problems): ProjectConfig {
  unknownKeys(map, ['inventory', 'playbook', 'forks', 'known_hosts', ...secretKeys], 'bulwark.yaml', problems);
  const pathOf = (key: string): string | null => {
    const node = get(map, key);
    const text = node === undefined ? null : asString(node, `\`${key}\``, problems);
    return text === null ? null : inFolder(folder, text);
  };
  return {
    inventory: pathOf('inventory'),
    playbook: pathOf('playbook'),
    forks: readForks(map, problems),
    knownHosts: pathOf('known_hosts'),
    secrets: readSecretConfig(map, (path) => inFolder(folder, path), problems),
  };
}

function readForks(map: YamlMap, problems: Problems): number | null {
  const node = get(map, 'forks');
  const forks = node === undefined ? null : asInteger(node, '`forks`', problems);
  if (node !== undefined && forks !== null && (forks < 1 || forks > 1000))
    problems.error('option-value', '`forks` is a number from 1 to 1000', node.range);
  return forks;
}

const inFolder = (folder: string, path: string): string =>
  path.startsWith('/') || path.startsWith('~/') || folder === '.' ? path : `${folder.replace(/\/$/, '')}/${path}`;
