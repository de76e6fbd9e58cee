import type { SourceRange } from './diagnostic.ts';
import type { Float, Value } from './value.ts';

/** Where `length` characters from `offset` stand in the file; both in UTF-16 units of the parsed text. */
export type Locate = (offset: number, length?: number) => SourceRange;

/** What names mean. `get` may throw ("not known yet", a cycle): evaluation passes that on untouched. */
export interface Scope {
  /** `undefined` when there is no such variable. */
  get(name: string): Value | undefined;
  has(name: string): boolean;
}

/** One place where a free name is read. */
export interface NameUse {
  readonly name: string;
  readonly range: SourceRange;
  /** Read at every evaluation and an error where undefined: not behind `default`, `is defined`, a branch or a short circuit. */
  readonly certain: boolean;
  /** Of `name.member`, `name['member']` and `name.get('member')`: all that is read of it here. */
  readonly member?: string;
}

/** A bare expression: `when`, `until`, `changed_when`, `failed_when`. */
export interface Expression {
  readonly kind: 'expression';
  readonly root: ExpressionNode;
  /** Free top-level names, in order of first appearance. */
  readonly names: readonly string[];
  readonly uses: readonly NameUse[];
}

/** Text with `{{ }}` and `{% %}`. */
export interface Template {
  readonly kind: 'template';
  readonly body: readonly StatementNode[];
  /** Line ends that close the text: a result that is text keeps them. */
  readonly finalNewlines: number;
  readonly names: readonly string[];
  readonly uses: readonly NameUse[];
  readonly range: SourceRange;
}

type UnaryOperator = 'not' | '-' | '+';
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export interface Argument {
  readonly name: string | null;
  readonly value: ExpressionNode;
}

export type ExpressionNode =
  | {
      readonly kind: 'literal';
      readonly value: null | boolean | number | bigint | Float | string;
      readonly range: SourceRange;
    }
  | { readonly kind: 'name'; readonly name: string; readonly range: SourceRange }
  | {
      readonly kind: 'list';
      readonly tuple: boolean;
      readonly items: readonly ExpressionNode[];
      readonly range: SourceRange;
    }
  | { readonly kind: 'mapping'; readonly entries: readonly MappingEntry[]; readonly range: SourceRange }
  | { readonly kind: 'attribute'; readonly of: ExpressionNode; readonly name: string; readonly range: SourceRange }
  | { readonly kind: 'item'; readonly of: ExpressionNode; readonly key: ExpressionNode; readonly range: SourceRange }
  | SliceNode
  | {
      readonly kind: 'method';
      readonly of: ExpressionNode;
      readonly name: string;
      readonly arguments: readonly Argument[];
      readonly range: SourceRange;
    }
  | FilterNode
  | {
      readonly kind: 'test';
      readonly of: ExpressionNode;
      readonly name: string;
      readonly arguments: readonly Argument[];
      readonly range: SourceRange;
    }
  | {
      readonly kind: 'unary';
      readonly operator: UnaryOperator;
      readonly of: ExpressionNode;
      readonly range: SourceRange;
    }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
      readonly range: SourceRange;
    }
  | {
      readonly kind: 'logic';
      readonly operator: 'and' | 'or';
      readonly items: readonly ExpressionNode[];
      readonly range: SourceRange;
    }
  | {
      readonly kind: 'comparison';
      readonly first: ExpressionNode;
      readonly rest: readonly ComparisonStep[];
      readonly range: SourceRange;
    }
  | { readonly kind: 'concat'; readonly items: readonly ExpressionNode[]; readonly range: SourceRange }
  | ChoiceNode;

export interface MappingEntry {
  readonly key: ExpressionNode;
  readonly value: ExpressionNode;
}

export interface SliceNode {
  readonly kind: 'slice';
  readonly of: ExpressionNode;
  readonly start: ExpressionNode | null;
  readonly stop: ExpressionNode | null;
  readonly step: ExpressionNode | null;
  readonly range: SourceRange;
}

interface FilterNode {
  readonly kind: 'filter';
  readonly of: ExpressionNode;
  readonly name: string;
  readonly arguments: readonly Argument[];
  readonly range: SourceRange;
}

/** `value if condition else otherwise`; without `else` it may be undefined. */
export interface ChoiceNode {
  readonly kind: 'choice';
  readonly condition: ExpressionNode;
  readonly value: ExpressionNode;
  readonly otherwise: ExpressionNode | null;
  readonly range: SourceRange;
}

export interface ComparisonStep {
  readonly operator: ComparisonOperator;
  readonly operand: ExpressionNode;
  readonly range: SourceRange;
}

export type StatementNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly expression: ExpressionNode }
  | { readonly kind: 'if'; readonly branches: readonly Branch[]; readonly otherwise: readonly StatementNode[] }
  | ForNode
  | { readonly kind: 'set'; readonly targets: Targets; readonly value: ExpressionNode }
  | {
      readonly kind: 'set-block';
      readonly name: string;
      readonly body: readonly StatementNode[];
      /** What is made of it in the end, with `name` for the text: `{% set x | upper %}`. */
      readonly filtered: ExpressionNode | null;
      readonly range: SourceRange;
    };

export interface Branch {
  readonly condition: ExpressionNode;
  readonly body: readonly StatementNode[];
}

/** One name, or several that an item is unpacked into: `a, (b, c)`. */
export interface Targets {
  readonly names: readonly (string | Targets)[];
  readonly unpack: boolean;
  readonly range: SourceRange;
}

export interface ForNode {
  readonly kind: 'for';
  readonly targets: Targets;
  readonly iterable: ExpressionNode;
  readonly filter: ExpressionNode | null;
  readonly body: readonly StatementNode[];
  readonly otherwise: readonly StatementNode[];
}
