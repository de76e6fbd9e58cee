import type { Diagnostic } from '../domain/diagnostic.ts';
import { sealKind } from '../domain/sealed-texts.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import { decodeText } from '../source/decode-text.ts';
import { openFile } from '../source/open-sealed.ts';
import { parseYaml } from '../source/parse-yaml.ts';
import { collectProblems } from '../source/problems.ts';
import type { Problems } from '../source/problems.ts';
import { sealNode } from '../source/seal-node.ts';
import { sourceText } from '../source/source-text.ts';
import type { Draft } from './draft.ts';
import { readIni } from './ini/read-ini.ts';
import { readGroups } from './read-groups.ts';
import { readProgram } from './read-program.ts';

interface Place {
  readonly files: SourceFiles;
  /** By the operator; else it was found in a folder, where a file without anything in it is no mistake. */
  readonly named: boolean;
}

/** Adds what one inventory file says: a program, YAML or INI, by its mode, its ending and its text. */
export function readFile(draft: Draft, path: string, place: Place, problems: Problems): void {
  const { files, named } = place;
  if (files.isOther?.(path) === true) {
    problems.error('inventory-file', `${path} is no file, but a pipe, a socket or a device`, undefined, {
      hint: 'save the inventory in a file, or make a program of what prints it',
    });
    return;
  }
  const bytes = files.read(path);
  if (bytes === null) {
    problems.error('inventory-missing', `there is no inventory ${path}`);
    return;
  }
  const inventory = { draft, path, bytes, files, problems };
  if (isProgram(inventory)) readProgram(inventory);
  else if (path.endsWith('.toml')) reportToml(path, problems);
  else if (!readText(inventory) && named) problems.error('inventory-empty', `the inventory ${path} is empty`);
}

export interface InventoryFile {
  readonly draft: Draft;
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly files: SourceFiles;
  readonly problems: Problems;
}

/** The system could run it: it may be executed, and begins as a script, or is no text. */
function isProgram({ path, bytes, files }: InventoryFile): boolean {
  if (files.programs?.isExecutable(path) !== true) return false;
  return (bytes[0] === 0x23 && bytes[1] === 0x21) || bytes.subarray(0, 1024).includes(0);
}

/** False: there is nothing in it. */
function readText(inventory: InventoryFile): boolean {
  const { path } = inventory;
  if (path.endsWith('.ini')) return readIniFile(inventory);
  if (/\.(?:ya?ml|json)$/.test(path)) return readYamlFile(inventory);
  return readEither(inventory);
}

/** A mapping is YAML; all else is INI if it can be, as Ansible tries them. Where neither can be read the likelier is told. */
function readEither(inventory: InventoryFile): boolean {
  const { path, bytes, files, draft, problems } = inventory;
  const node = parseYaml(path, bytes, files.sealed);
  if (node.ok && node.value?.kind === 'map') return readYamlFile(inventory);
  const own = collectProblems();
  const found = readIniFile({ ...inventory, problems: own });
  const read = own.finish(draft);
  if (read.ok || node.ok || !looksLikeYaml(bytes)) problems.take(read);
  else problems.take(node);
  return found;
}

const looksLikeYaml = (bytes: Uint8Array): boolean => {
  const text = new TextDecoder().decode(bytes);
  return !HAS_SECTION.test(text) && /^---|^(?:all|[\w.-]+):(?:\s|$)/m.test(text);
};

const HAS_SECTION = /^\[[\w:.-]+\]\s*(?:#.*)?$/m;

function readYamlFile({ path, bytes, files, draft, problems }: InventoryFile): boolean {
  const parsed = parseYaml(path, bytes, files.sealed);
  const isIni = HAS_SECTION.test(new TextDecoder().decode(bytes));
  if (!parsed.ok && isIni) problems.addAll(parsed.diagnostics.map((each) => withIniHint(each, path)));
  else if (parsed.ok && isIni && parsed.value?.kind !== 'map') reportIni(path, problems);
  else {
    const node = problems.take(parsed);
    if (node !== null) readGroups(draft, path, node, problems);
    return node !== null || !parsed.ok || isWaiting(bytes, files);
  }
  return true;
}

/** Encrypted, and not opened yet. */
const isWaiting = (bytes: Uint8Array, { sealed }: SourceFiles): boolean =>
  sealKind(bytes) !== null && sealed?.open(bytes).kind === 'closed';

function readIniFile({ path, bytes, files, draft, problems }: InventoryFile): boolean {
  const isSealed = sealKind(bytes) !== null;
  const { sealed } = files;
  const opened = isSealed ? openFile(path, bytes, sealed, problems) : bytes;
  const text = opened === null ? null : decodeText(path, withoutForeignComments(opened), problems);
  if (text === null) return true;
  const seal = isSealed && sealed !== undefined ? sealNode : null;
  readIni({
    draft,
    source: sourceText(path, text),
    problems,
    seal: (node) => (seal === null || sealed === undefined ? node : seal(node, sealed)),
  });
  return /^[^\S\n]*[^\s#;]/m.test(text);
}

/** Comments may be in another encoding than UTF-8. */
function withoutForeignComments(bytes: Uint8Array): Uint8Array {
  if (bytes.every((byte) => byte < 128)) return bytes;
  const text = new TextDecoder('latin1').decode(bytes);
  const hasForeign = new TextDecoder().decode(bytes).includes('\uFFFD');
  if (!hasForeign) return bytes;
  const cleaned = text.replaceAll(/^[#;].*$/gm, (comment) => comment.replaceAll(/[\x80-\xff]/g, '?'));
  return Buffer.from(cleaned, 'latin1');
}

const withIniHint = (diagnostic: Diagnostic, path: string): Diagnostic => ({
  ...diagnostic,
  hint: `${path} looks like an INI inventory: give it a name that ends in .ini`,
});

const reportIni = (path: string, problems: Problems): void =>
  problems.error('inventory-format', `${path} is an INI inventory with the name of a YAML file`, undefined, {
    hint: 'give it a name that ends in .ini, or in nothing',
  });

const reportToml = (path: string, problems: Problems): void =>
  problems.error('inventory-format', `${path} is a TOML inventory, which is not read`, undefined, {
    hint: `convert it: ansible-inventory -i ${path} --list --yaml --output hosts.yaml`,
  });
