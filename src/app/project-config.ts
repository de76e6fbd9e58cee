import { parsed, refused } from '../domain/diagnostic.ts';
import type { Parsed, SourceRange } from '../domain/diagnostic.ts';
import type { ModuleSource } from '../domain/module-source.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import type { YamlMap } from '../domain/yaml-node.ts';
import { asInteger, asList, asMap, asString, asStrings, get, unknownKeys } from '../source/decode.ts';
import { parseYaml } from '../source/parse-yaml.ts';
import { collectProblems } from '../source/problems.ts';
import type { Problems } from '../source/problems.ts';
import { configForms } from './project-config-forms.ts';
import { readMaintenance } from './maintenance-config.ts';
import type { MaintenanceEntry } from './maintenance-config.ts';
import type { InputPorts } from './ports.ts';
import { noReportConfig, readReportConfig } from './report-config.ts';
import type { ReportConfig } from './report-config.ts';
import { noSecretConfig, readSecretConfig } from './secret-config.ts';
import type { SecretConfig } from './secret-config.ts';
import { expandHome, joinPath, pathFrom } from '../inventory/paths.ts';

/** What `bulwark.yaml` says; paths are usable from the working directory. */
export interface ProjectConfig {
  /** One or several, in order. */
  readonly inventory: readonly string[] | null;
  readonly playbook: string | null;
  readonly forks: number | null;
  readonly knownHosts: string | null;
  readonly secrets: SecretConfig;
  /** `none` for no file. */
  readonly sshConfig: string | null;
  /** Where runs are recorded: a file, `none`, or null where nothing is said. */
  readonly history: string | null;
  readonly maintenance: readonly MaintenanceEntry[];
  readonly report: ReportConfig;
  readonly modules: readonly ModuleEntry[];
  /** The file of waivers: as named, or `waivers.yaml` beside bulwark.yaml where that is there. */
  readonly waivers: string | null;
}

/** A module of the operator's, and where it is named. */
export interface ModuleEntry {
  readonly source: ModuleSource;
  readonly range: SourceRange;
}

const nothing: ProjectConfig = {
  inventory: null,
  playbook: null,
  forks: null,
  knownHosts: null,
  secrets: noSecretConfig,
  sshConfig: null,
  history: null,
  maintenance: [],
  report: noReportConfig,
  modules: [],
  waivers: null,
};
const keys = Object.keys(configForms);

/**
 * The nearest `bulwark.yaml` from the working directory upwards; without one, nothing is said. Refused when others
 * may write it (`config-writable`): it decides which machines are changed, and how.
 */
export function readProjectConfig(
  ports: Pick<InputPorts, 'files' | 'foldersAbove' | 'othersMay' | 'home'>,
): Parsed<ProjectConfig> {
  const folder = ports.foldersAbove.find((candidate) => ports.files.isFile(joinPath(candidate, 'bulwark.yaml')));
  if (folder === undefined) return parsed(nothing);
  const path = joinPath(folder, 'bulwark.yaml');
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
  const config = map === null ? nothing : readConfig(map, { folder, home: ports.home }, problems);
  const beside = joinPath(folder, 'waivers.yaml');
  return problems.finish({ ...config, waivers: config.waivers ?? (isThere(beside, ports.files) ? beside : null) });
}

/** A folder of that name, too: what reads it says that it is no file. */
const isThere = (path: string, files: Pick<SourceFiles, 'isFile' | 'isFolder'>): boolean =>
  files.isFile(path) || files.isFolder(path);

interface Place {
  readonly folder: string;
  readonly home: string;
}

function readConfig(map: YamlMap, place: Place, problems: Problems): ProjectConfig {
  unknownKeys(map, keys, 'bulwark.yaml', problems);
  return {
    inventory: readInventory(map, place, problems),
    playbook: readPath('playbook', map, place, problems),
    forks: readForks(map, problems),
    knownHosts: readPath('known_hosts', map, place, problems),
    sshConfig: readSshConfig(map, place, problems),
    secrets: readSecretConfig(map, (path) => inPlace(path, place), problems),
    history: isNone(map) ? 'none' : readPath('history', map, place, problems),
    maintenance: readMaintenance(map, problems),
    report: readReportConfig(map, (path) => inPlace(path, place), problems),
    modules: readModules(map, place, problems),
    waivers: readPath('waivers', map, place, problems),
  };
}

/** A path or a list of them; an entry with a comma is a list of hosts. */
function readInventory(map: YamlMap, place: Place, problems: Problems): readonly string[] | null {
  const node = get(map, 'inventory');
  const texts = node === undefined ? null : asStrings(node, '`inventory`', problems);
  if (node !== undefined && texts !== null && (texts.length === 0 || texts.includes('')))
    problems.error('option-value', '`inventory` names no file', node.range);
  return texts === null ? null : texts.map((text) => (text.includes(',') ? text : inPlace(text, place)));
}

function readPath(key: string, map: YamlMap, { folder, home }: Place, problems: Problems): string | null {
  const node = get(map, key);
  const text = node === undefined ? null : asString(node, `\`${key}\``, problems);
  if (node !== undefined && text === '') problems.error('option-value', `\`${key}\` names no file`, node.range);
  if (text === null) return null;
  return inPlace(text, { folder, home });
}

/** `./modules/motd.ts` is a file, a bare name a package. */
function readModules(map: YamlMap, place: Place, problems: Problems): readonly ModuleEntry[] {
  const node = get(map, 'modules');
  const items = node === undefined ? [] : (asList(node, '`modules`', problems)?.items ?? []);
  return items.flatMap((item) => {
    const text = asString(item, '`modules`', problems);
    if (text === '') problems.error('option-value', '`modules` names no file', item.range);
    return text === null || text === '' ? [] : [{ source: sourceOf(text, place), range: item.range }];
  });
}

const sourceOf = (text: string, place: Place): ModuleSource =>
  /^(?:\.{1,2}|~)?\//.test(text)
    ? { kind: 'file', path: inPlace(text.replace(/^(?:\.\/)+/, ''), place) }
    : { kind: 'package', name: text, beside: joinPath(place.folder, 'bulwark.yaml') };

const inPlace = (path: string, { folder, home }: Place): string => pathFrom(folder, expandHome(path, home));

/** `none`: no file at all. */
function readSshConfig(map: YamlMap, place: Place, problems: Problems): string | null {
  const node = get(map, 'ssh_config');
  return node?.kind === 'scalar' && node.value === 'none' ? 'none' : readPath('ssh_config', map, place, problems);
}

function readForks(map: YamlMap, problems: Problems): number | null {
  const node = get(map, 'forks');
  const forks = node === undefined ? null : asInteger(node, '`forks`', problems);
  if (node !== undefined && forks !== null && (forks < 1 || forks > 1000))
    problems.error('option-value', '`forks` is a number from 1 to 1000', node.range);
  return forks;
}

function isNone(map: YamlMap): boolean {
  const node = get(map, 'history');
  return node?.kind === 'scalar' && node.value === 'none';
}
