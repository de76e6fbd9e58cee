/** The tree of a regular expression in Python's dialect. */
export type RegexNode =
  | { readonly kind: 'set'; readonly matches: CharacterTest }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'group'; readonly index: number; readonly body: RegexNode }
  | { readonly kind: 'reference'; readonly index: number; readonly ignoreCase: boolean; readonly ascii: boolean }
  | {
      readonly kind: 'look';
      readonly direction: 'ahead' | 'behind';
      readonly negated: boolean;
      readonly body: RegexNode;
    }
  | { readonly kind: 'atomic'; readonly body: RegexNode }
  | { readonly kind: 'either'; readonly options: readonly RegexNode[] }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | {
      readonly kind: 'repeat';
      readonly body: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    };

/** Takes a code point. */
export type CharacterTest = (code: number) => boolean;
export type Assertion =
  | 'text-start'
  | 'text-end'
  | 'last-line-end'
  | 'line-start'
  | 'line-end'
  | 'boundary'
  | 'no-boundary'
  | 'ascii-boundary'
  | 'no-ascii-boundary';

export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll?: boolean;
  readonly verbose?: boolean;
  /** Each character is a byte: classes and cases are those of ASCII, as in Python's patterns of bytes and under `(?a)`. */
  readonly ascii?: boolean;
  /** A pattern of bytes: it knows no `\u`. */
  readonly bytes?: boolean;
}

export interface ParsedRegex {
  readonly root: RegexNode;
  /** Capturing groups, without the whole match. */
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}
