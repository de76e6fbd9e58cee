import { reveal, type Secret } from '../../domain/secret.ts';
import { Float, type MapKey } from '../../domain/value.ts';
import { type Budget, descend } from '../budget.ts';
import { Failure } from '../failure.ts';
import { orderKeys } from '../json-text.ts';
import {
  defined,
  Group,
  isOperandList,
  isOperandMapping,
  isText,
  type Operand,
  type OperandList,
  type OperandMapping,
  type Scalar,
} from '../operand.ts';
import { floatText } from '../python-text.ts';
import { anchorsOf } from './anchors.ts';
import { entriesOf, type YamlStyle } from './style.ts';
import { analyze, isAmbiguous } from './scalar.ts';
import { YamlOutput } from './output.ts';

/** YAML 1.1 as PyYAML's dumper writes it, secrets revealed. Throws Failure. */
export function yamlText(value: Operand, style: YamlStyle, budget: Budget): string {
  const writer: Writer = {
    style,
    budget,
    out: new YamlOutput(style.width, budget),
    anchors: anchorsOf(value, style, budget),
    told: new Set(),
  };
  writeNode(value, { indent: 0, depth: 0, flow: false }, writer);
  return `${writer.out.text}\n`;
}

interface Writer {
  readonly style: YamlStyle;
  readonly budget: Budget;
  readonly out: YamlOutput;
  /** The names of the collections that stand in several places. */
  readonly anchors: ReadonlyMap<Operand, string>;
  /** Those that have been written. */
  readonly told: Set<Operand>;
}

/** Where a node stands: its collection's indent in columns. */
interface Place {
  readonly indent: number;
  readonly depth: number;
  readonly flow: boolean;
  readonly key?: boolean;
}

function writeNode(value: Operand, place: Place, writer: Writer): void {
  writer.budget.spend(1);
  const known = defined(value);
  if (!isOperandList(known) && !isOperandMapping(known)) return writeScalar(known, place, writer);
  if (known instanceof Group)
    throw new Failure('template-type', 'a group of groupby is not written as YAML', 'take its parts: grouper and list');
  if (writer.told.has(known)) return writer.out.put(`*${writer.anchors.get(known) ?? ''}`);
  if (!isFlow(known, place, writer)) return writeBlock(known, place, writer);
  if (isAnchored(known, writer)) writer.out.put(`${anchor(known, writer)} `);
  return writeFlow(known, { ...place, depth: descend(place.depth) }, writer);
}

function writeBlock(known: OperandList | OperandMapping, place: Place, writer: Writer): void {
  const inner = { ...place, depth: descend(place.depth) };
  return isOperandList(known) ? writeBlockList(known, inner, writer) : writeBlockMapping(known, inner, writer);
}

function isFlow(value: OperandList | OperandMapping, place: Place, { style }: Writer): boolean {
  const items = isOperandList(value) ? value : [...value.values()];
  if (place.flow || items.length === 0) return true;
  return style.flow ?? items.every((item) => !isOperandList(item) && !isOperandMapping(item));
}

const isBlock = (value: Operand, place: Place, writer: Writer): value is OperandList | OperandMapping =>
  (isOperandList(value) || isOperandMapping(value)) && !writer.told.has(value) && !isFlow(value, place, writer);

const isAnchored = (value: Operand, { anchors }: Writer): boolean => anchors.has(value);

function anchor(value: Operand, { anchors, told }: Writer): string {
  told.add(value);
  return `&${anchors.get(value) ?? ''}`;
}

function putAnchor(value: Operand, place: Place, writer: Writer): void {
  writer.out.put(` ${anchor(value, writer)}`);
  writer.out.line(place.indent);
}

function writeBlockList(list: OperandList, place: Place, writer: Writer): void {
  const { out, style } = writer;
  const inner = { ...place, indent: place.indent + style.indent };
  list.forEach((item, index) => {
    if (index > 0) out.line(place.indent);
    out.put('-');
    if (!isBlock(item, inner, writer)) return writeValue(item, inner, writer);
    if (isAnchored(item, writer)) putAnchor(item, inner, writer);
    else out.put(' '.repeat(style.indent - 1));
    return writeBlock(item, inner, writer);
  });
}

function writeBlockMapping(mapping: OperandMapping, place: Place, writer: Writer): void {
  const inner = { ...place, indent: place.indent + writer.style.indent };
  entriesOf(mapping, writer).forEach(([key, item], index) => {
    if (index > 0) writer.out.line(place.indent);
    writeKey(key, { ...inner, key: true }, writer);
    if (!isBlock(item, inner, writer)) return writeValue(item, inner, writer);
    if (!isSimpleKey(key) && !isAnchored(item, writer)) {
      writer.out.put(' '.repeat(writer.style.indent - 1));
      return writeBlock(item, inner, writer);
    }
    const nested = isOperandList(item) ? place : inner;
    if (isAnchored(item, writer)) putAnchor(item, nested, writer);
    else writer.out.line(nested.indent);
    return writeBlock(item, { ...nested, depth: inner.depth }, writer);
  });
}

/** A key of more than 128 bytes, or of several lines, needs a `?`. */
function writeKey(key: MapKey, place: Place, writer: Writer): void {
  const isSimple = isSimpleKey(key);
  if (!isSimple) writer.out.put('? ');
  writeScalar(key, { ...place, key: isSimple }, writer);
  if (!isSimple) writer.out.line(place.indent - writer.style.indent);
  writer.out.put(':');
}

const isSimpleKey = (key: MapKey): boolean =>
  typeof key !== 'string' || (Buffer.byteLength(key) <= 128 && !analyze(key).multiline);

function writeValue(item: Operand, place: Place, writer: Writer): void {
  writer.out.put(' ');
  writeNode(item, place, writer);
}

function writeFlow(value: OperandList | OperandMapping, place: Place, writer: Writer): void {
  const { out, style } = writer;
  const inner = {
    ...place,
    flow: true,
    indent: place.flow ? place.indent + style.indent : Math.max(place.indent, style.indent),
  };
  out.put(isOperandList(value) ? '[' : '{');
  const entries = isOperandList(value) ? value.map((item) => [null, item] as const) : entriesOf(value, writer);
  entries.forEach(([key, item], index) => {
    if (index > 0) out.put(',');
    if (out.isOverlong) out.line(inner.indent);
    else if (index > 0) out.put(' ');
    if (isOperandMapping(value)) writeFlowKey(key, inner, writer);
    writeNode(item, inner, writer);
  });
  out.put(isOperandList(value) ? ']' : '}');
}

function writeFlowKey(key: MapKey, place: Place, writer: Writer): void {
  const isSimple = isSimpleKey(key);
  if (!isSimple) writer.out.put('? ');
  writeScalar(key, { ...place, key: isSimple }, writer);
  if (!isSimple && writer.out.isOverlong) writer.out.line(place.indent);
  else if (!isSimple) writer.out.put(' ');
  writer.out.put(': ');
}

function writeScalar(value: Scalar, place: Place, writer: Writer): void {
  const { out } = writer;
  if (!isText(value)) return out.put(otherScalar(value));
  const text = reveal(value);
  const analysis = analyze(text);
  const indent = place.flow ? place.indent + writer.style.indent : Math.max(place.indent, writer.style.indent);
  const folds = place.key !== true;
  const canBePlain =
    !isAmbiguous(text) &&
    !(analysis.multiline && !folds) &&
    (place.flow ? analysis.plainInFlow : analysis.plainInBlock);
  if (canBePlain) out.plain(text, indent, folds);
  else if (analysis.singleQuoted && !(analysis.multiline && !folds)) out.singleQuoted(text, indent, folds);
  else out.doubleQuoted(text, indent, folds);
}

function otherScalar(value: Exclude<Scalar, string | Secret>): string {
  if (value === null) return 'null';
  if (!(value instanceof Float)) return String(value);
  if (Number.isNaN(value.value)) return '.nan';
  if (!Number.isFinite(value.value)) return value.value > 0 ? '.inf' : '-.inf';
  const text = floatText(value.value);
  return text.includes('.') ? text : text.replace('e', '.0e');
}
