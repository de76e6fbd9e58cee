import { isCollection, isScalar } from 'yaml';

import { parseEditable, sameData } from './edit-yaml/document.ts';
import { deleteEdits, mergeEdits, setEdits } from './edit-yaml/planned-edits.ts';
import { EditRefusal } from './edit-yaml/refusal.ts';
import { spliceEdit, editWhole } from './edit-yaml/splice.ts';
import { type PlainYaml, shownYaml, type YamlEdit } from './edit-yaml/values.ts';

export type { PlainYaml } from './edit-yaml/values.ts';

/**
 * What is wanted of one YAML document. Pointers are JSON pointers (RFC 6901); `-` stands for a new item at the end of a list, and a
 * step that is no index for the item that has it under `listKey`: `/plugins/PodSecurity/path`.
 */
export interface WantedYaml {
  /** Merged in deeply: mappings by key, lists of mappings by `listKey` (otherwise a list is replaced whole). */
  readonly merge?: PlainYaml;
  readonly set: ReadonlyMap<string, PlainYaml>;
  readonly absent: readonly string[];
  readonly listKey?: string;
}

/** null: absent. Values as people read them: text as it is, collections as JSON. */
export interface YamlChange {
  readonly pointer: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Without changes `text` is the given one, byte for byte. Line and column are 1-based. */
export type EditedYaml =
  | { readonly ok: true; readonly text: string; readonly changes: readonly YamlChange[] }
  | { readonly ok: false; readonly message: string; readonly line: number; readonly column: number };

/**
 * Edits a text of one YAML document. Only the lines of what changes are written anew; comments, order and
 * formatting of the rest stay. Refuses what is no valid YAML, duplicate keys, aliases and anchors at an edited place.
 */
export function editYaml(text: string, wanted: WantedYaml): EditedYaml {
  try {
    return stagesOf(wanted).reduce<Extract<EditedYaml, { ok: true }>>((done, stage) => applyStage(done, stage), {
      ok: true,
      text,
      changes: [],
    });
  } catch (error) {
    // The library's own guard against aliases that multiply.
    if (error instanceof ReferenceError)
      return { ok: false, message: 'its aliases stand for too much to be read', line: 1, column: 1 };
    if (error instanceof EditRefusal)
      return { ok: false, message: error.message, line: error.line, column: error.column };
    throw error;
  }
}

/** One after the other, since each sees what the one before has made. */
function stagesOf({ merge, set, absent, listKey }: WantedYaml): readonly ((text: string) => readonly YamlEdit[])[] {
  return [
    ...(merge === undefined ? [] : [(text: string) => mergeEdits(text, merge, listKey)]),
    ...[...set].map(
      ([pointer, value]) =>
        (text: string) =>
          setEdits(text, pointer, value, listKey),
    ),
    ...absent.map((pointer) => (text: string) => deleteEdits(text, pointer, listKey)),
  ];
}

function applyStage(
  done: Extract<EditedYaml, { ok: true }>,
  stage: (text: string) => readonly YamlEdit[],
): Extract<EditedYaml, { ok: true }> {
  const edits = stage(done.text);
  return {
    ok: true,
    text: applyEdits(done.text, edits),
    changes: [...done.changes, ...edits.map((edit) => changeOf(done.text, edit))],
  };
}

/** Every splice must mean the same as the library's own edit; where one does not, the library writes the document. */
function applyEdits(text: string, edits: readonly YamlEdit[]): string {
  return edits.reduce((now, edit) => {
    const whole = editWhole(now, edit);
    const spliced = spliceEdit(now, edit);
    return spliced !== null && sameData(spliced, whole) ? spliced : whole;
  }, text);
}

function changeOf(text: string, edit: YamlEdit): YamlChange {
  const node = parseEditable(text).getIn(edit.path, true);
  const before = isScalar(node) || isCollection(node) ? shownYaml(node.toJSON()) : null;
  return {
    pointer: `/${edit.path.map(escapeStep).join('/')}`,
    before,
    after: edit.kind === 'delete' ? null : shownYaml(edit.value),
  };
}

const escapeStep = (step: string | number): string => String(step).replaceAll('~', '~0').replaceAll('/', '~1');
