import type { FileState } from '../../../src/domain/file-state.ts';
import type { Fields, Planned, Step } from '../../../src/domain/module.ts';
import { findModule } from '../../../src/modules/index.ts';
import { messageText } from '../../../src/modules/values.ts';
import { presentFile } from '../../support/present-file.ts';

/** A question of the suite; contents are one character a byte. */
export interface TextCase {
  readonly module: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly content: string | null;
}

/** What one run makes of a file. */
export interface TextAnswer {
  readonly changed: boolean;
  readonly failed: boolean;
  readonly content: string | null;
  readonly msg?: string;
  readonly found?: number;
  readonly mode?: string;
}

const path = '/folder/file';

/** Ours, twice, by planning alone: the second time of what the first left. */
export function editTwice({ module, args, content }: TextCase): readonly TextAnswer[] {
  const first = editOnce(module, args, { content, mode: 0o644 });
  const second = editOnce(module, args, first.left);
  return [first.answer, second.answer];
}

interface Left {
  readonly content: string | null;
  readonly mode: number;
}

function editOnce(module: string, args: TextCase['args'], before: Left): { answer: TextAnswer; left: Left } {
  const { planned, fields } = asked(module, args, before);
  if (planned === null || planned.kind === 'refused')
    return { answer: { changed: false, failed: true, content: before.content }, left: before };
  const left = planned.changes.flatMap(({ steps }) => steps).reduce(performed, before);
  const found = fields.get('found');
  return {
    answer: {
      changed: planned.changes.length > 0,
      failed: false,
      content: left.content,
      msg: messageText(fields.get('msg') ?? '').replace(path, 'PATH'),
      ...(found === undefined ? {} : { found: Number(found) }),
      ...('mode' in args && left.content !== null ? { mode: left.mode.toString(8).padStart(4, '0') } : {}),
    },
    left,
  };
}

function asked(
  name: string,
  args: TextCase['args'],
  { content, mode }: Left,
): { planned: Planned | null; fields: Fields } {
  const module = findModule(name);
  const bound = module?.kind === 'host' ? module.bind({ ...args, path }) : { ok: false as const };
  if (!bound.ok) return { planned: null, fields: new Map() };
  const folder = stateOf(Buffer.alloc(0), 0o755, 'directory');
  const file: FileState =
    content === null ? { kind: 'absent', realPath: path } : stateOf(Buffer.from(content, 'latin1'), mode, 'file');
  const answered = bound.value.answer({
    file: (asking) => (asking === path ? file : folder),
    get output(): never {
      throw new Error('a text is edited without a command');
    },
  });
  return { planned: answered.planned, fields: answered.result([]) };
}

const stateOf = (content: Buffer, mode: number, kind: 'file' | 'directory'): FileState =>
  presentFile(content, { kind, realPath: path, mode });

function performed(before: Left, step: Step): Left {
  switch (step.kind) {
    case 'write-file': {
      const content = step.content instanceof Buffer ? step.content : Buffer.from(step.content.toString());
      return { content: content.toString('latin1'), mode: step.mode };
    }
    case 'set-attributes':
      return { ...before, mode: step.mode ?? before.mode };
    default:
      throw new Error(`an edit has no step ${step.kind}`);
  }
}
