import { parseDecimal, type Duration, type Operand } from '@muster/contracts';

type MaybeOperand = Operand | undefined;

export function textOf(operand: MaybeOperand): string | undefined {
  return typeof operand === 'string' ? operand : undefined;
}

/** A list of texts that is not empty. */
export function textsOf(operand: MaybeOperand): readonly string[] | undefined {
  if (!Array.isArray(operand) || operand.length === 0) return undefined;
  const texts = operand.filter((value) => typeof value === 'string');
  return texts.length === operand.length ? texts : undefined;
}

/** A list of exact numbers that is not empty, as canonical texts; one number is a list of one. */
export function decimalsOf(operand: MaybeOperand): readonly string[] | undefined {
  const values = Array.isArray(operand) ? operand : [operand];
  if (values.length === 0) return undefined;
  const decimals = values.map(parseDecimal);
  return decimals.every((decimal) => decimal !== undefined) ? decimals : undefined;
}

export function durationOf(operand: MaybeOperand): Duration | undefined {
  return typeof operand === 'object' && 'unit' in operand ? operand : undefined;
}
