import { parseDecimal, toMillionths, type NumberOperator } from '@muster/contracts';

/** A comparison of a number with the numbers of a rule, in millionths. */
export interface NumberTest {
  readonly op: NumberOperator;
  /** One, two for `between`, any number for `in` and `notIn`. */
  readonly values: readonly bigint[];
}

/** Undefined when the operands are no numbers, which the check of a rule refuses. */
export function numberTest(op: string, operand: unknown): NumberTest | undefined {
  const known = isNumberOperator(op) ? op : undefined;
  const texts = (Array.isArray(operand) ? operand : [operand]).map(parseDecimal);
  if (!known || !texts.every((text) => text !== undefined)) return undefined;
  return { op: known, values: texts.map(toMillionths) };
}

const operators: Readonly<Record<NumberOperator, true>> = {
  eq: true,
  ne: true,
  gt: true,
  gte: true,
  lt: true,
  lte: true,
  between: true,
  in: true,
  notIn: true,
};

function isNumberOperator(op: string): op is NumberOperator {
  return Object.hasOwn(operators, op);
}

/** Whether numbers pass a test; made once for many numbers. */
export function passes({ op, values }: NumberTest): (number: bigint) => boolean {
  const [first = 0n, second = first] = values;
  const listed = new Set(values);
  switch (op) {
    case 'eq':
    case 'in':
      return (number) => listed.has(number);
    case 'ne':
    case 'notIn':
      return (number) => !listed.has(number);
    case 'gt':
      return (number) => number > first;
    case 'gte':
      return (number) => number >= first;
    case 'lt':
      return (number) => number < first;
    case 'lte':
      return (number) => number <= first;
    case 'between':
      return (number) => number >= first && number <= second;
  }
}
