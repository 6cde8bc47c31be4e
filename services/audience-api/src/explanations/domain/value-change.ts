import {
  findAttributeType,
  toMillionths,
  type AttributeCondition,
  type Catalogue,
  type Change,
  type EvidenceOf,
  type TagCondition,
} from '@muster/contracts';
import { decimalOf, stepToOtherAnswer } from './number-step';
import { numberTest } from './number-test';

/** Values of a list that a sentence names; the rest is counted. */
const MOST_NAMED = 5;

export function attributeChange(
  { attribute, op, value }: AttributeCondition,
  evidence: EvidenceOf<'attribute'>,
  holds: boolean,
  catalogue: Catalogue,
): Change {
  const subject = `attribute "${attribute}"`;
  const isNumber = findAttributeType(catalogue, attribute) === 'number';
  const number = isNumber && typeof evidence.value === 'string' ? evidence.value : undefined;
  return (
    numberChange(subject, op, value, number, holds) ??
    valueChange(subject, `${op}${operandText(value)}`, holds)
  );
}

export function tagChange({ tag, match }: TagCondition, evidence: EvidenceOf<'tag'>, holds: boolean): Change {
  const subject = `tag "${tag}"`;
  switch (match.op) {
    case 'has':
      return { need: 'value', text: holds ? `would end without the ${subject}` : `needs the ${subject}` };
    case 'in':
    case 'notIn':
      return valueChange(subject, `${match.op}${operandText(match.values)}`, holds);
    case 'eq':
    case 'ne':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
    case 'between': {
      const number = typeof evidence.value === 'string' ? evidence.value : undefined;
      return (
        numberChange(subject, match.op, match.value, number, holds) ??
        valueChange(subject, `${match.op}${operandText(match.value)}`, holds)
      );
    }
  }
}

function valueChange(subject: string, comparison: string, holds: boolean): Change {
  const text = holds
    ? `would end with ${article(subject)} ${subject} that is not: ${comparison}`
    : `needs ${article(subject)} ${subject} that is: ${comparison}`;
  return { need: 'value', text };
}

function numberChange(
  subject: string,
  op: string,
  operand: unknown,
  number: string | undefined,
  holds: boolean,
): Change | undefined {
  const test = numberTest(op, operand);
  const step = test && number !== undefined && stepToOtherAnswer(test, toMillionths(number), 'decimal');
  if (!step) return undefined;
  const by = decimalOf(step.by);
  const text = holds
    ? `would end with ${article(subject)} ${subject} ${step.direction === 'more' ? 'higher' : 'lower'} by ${by}`
    : `${subject} ${step.direction === 'more' ? 'short' : 'over'} by ${by}`;
  return { need: 'number', direction: step.direction, by, until: null, text };
}

function operandText(operand: unknown): string {
  if (operand === undefined) return '';
  if (!Array.isArray(operand)) return ` ${JSON.stringify(operand)}`;
  const named = operand.slice(0, MOST_NAMED).map((value) => JSON.stringify(value));
  const more = operand.length > MOST_NAMED ? ` and ${String(operand.length - MOST_NAMED)} more` : '';
  return ` ${named.join(', ')}${more}`;
}

const article = (subject: string): string => (/^[aeiou]/.test(subject) ? 'an' : 'a');
