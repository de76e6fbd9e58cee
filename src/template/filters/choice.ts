import { Secret } from '../../domain/secret.ts';
import { Failure } from '../failure.ts';
import { isTruthy, type Operand, Undefined } from '../operand.ts';
import { type Filters, tolerant } from '../registry.ts';
import type { Arguments } from '../signature.ts';

export const choiceFilters: Filters = {
  default: tolerant('default_value? boolean?', orDefault),
  d: tolerant('default_value? boolean?', orDefault),
  ternary: tolerant('true_val false_val none_val?', ternary),
  mandatory: tolerant('msg?', mandatory),
};

function orDefault(input: Operand, given: Arguments): Operand {
  if (input instanceof Undefined) return given.or('default_value', '');
  return given.flag('boolean', false) && !isTruthy(input) ? given.or('default_value', '') : input;
}

function ternary(input: Operand, given: Arguments): Operand {
  if (input instanceof Undefined) return input;
  const whenNull = given.or('none_val', null);
  if (input === null && whenNull !== null) return whenNull;
  return given.or(isTruthy(input) ? 'true_val' : 'false_val', null);
}

function mandatory(input: Operand, given: Arguments): Operand {
  if (!(input instanceof Undefined)) return input;
  const own = given.value('msg') instanceof Secret ? null : given.optionalText('msg');
  throw new Failure('undefined-variable', own ?? `${input.summary}, and it is mandatory`);
}
