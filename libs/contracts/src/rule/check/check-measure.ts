import type { EventSchema } from '../../catalogue/catalogue';
import { measureSchema, numberOperator } from '../condition.schemas';
import { operandShape } from '../operand-shapes';
import { operator } from '../predicate.schema';
import { reportUnknownOperator } from './check-comparison';
import { readProperty } from './check-event';
import { checkOperand } from './check-operand';
import { checkWindow } from './check-window';
import { Fields } from './fields';
import { either, quote } from './wording';

const [plainMeasure, propertyMeasure] = measureSchema.options;
const plainMeasures: readonly string[] = plainMeasure.shape.fn.options;
const propertyMeasures: readonly string[] = propertyMeasure.shape.fn.options;
const measures = [...plainMeasures, ...propertyMeasures];

/** Measures that are a time, and so are compared with a window. */
const timeMeasures = ['firstTime', 'lastTime'];
const windowOperators = ['in', 'notIn'];

/** Checks what a behaviour measures and what it compares that with. */
export function checkMeasure(fields: Fields, events: readonly EventSchema[]): void {
  const fn = fields.has('measure') ? readMeasure(fields, events) : 'count';
  if (!fields.has('compare')) {
    if (fn !== undefined && fn !== 'count') {
      const message = `Add "compare" to say what "${fn}" must be: only a count has a default (at least 1).`;
      fields.context.report('rule.compare-required', fields.at('compare'), message);
    }
    return;
  }
  const value = fields.get('compare');
  const compare = Fields.open(fields.context, value, fields.at('compare'), 'a comparison');
  if (compare !== undefined && fn !== undefined) {
    if (timeMeasures.includes(fn)) {
      checkTimeCompare(compare, fn);
    } else {
      checkNumberCompare(compare, fn);
    }
  }
}

/** The function of the measure, or nothing when it is unknown and reported. */
function readMeasure(fields: Fields, events: readonly EventSchema[]): string | undefined {
  const { context } = fields;
  const measure = Fields.open(context, fields.get('measure'), fields.at('measure'), 'a measure');
  const fn = measure?.text('fn');
  if (measure === undefined || fn === undefined) {
    return undefined;
  }
  if (plainMeasures.includes(fn)) {
    measure.refuseOthers(['fn']);
    return fn;
  }
  if (!propertyMeasures.includes(fn)) {
    const message = `Use one of the measures ${either(measures)}: there is no measure ${quote(fn)}${context.didYouMean(fn, () => measures)}`;
    context.report('rule.unknown-kind', measure.at('fn'), message);
    return undefined;
  }
  measure.refuseOthers(['fn', 'property']);
  const type = readProperty(measure, events);
  if (type !== undefined && type !== 'number' && fn !== 'distinct') {
    const message = `Measure a property that is a number, or use "distinct": "${fn}" does not apply to a ${type}.`;
    context.report('rule.operator-not-for-type', measure.at('property'), message);
  }
  return fn;
}

function checkNumberCompare(compare: Fields, fn: string): void {
  compare.refuseOthers(['op', 'value']);
  const op = readCompareOperator(compare, numberOperator.options, fn);
  const value = compare.required('value');
  const shape = op === undefined ? undefined : operandShape('number', op);
  if (value !== undefined && shape !== undefined && shape !== 'none') {
    checkOperand(compare.context, shape, value, compare.at('value'));
  }
}

function checkTimeCompare(compare: Fields, fn: string): void {
  compare.refuseOthers(['op', 'window']);
  readCompareOperator(compare, windowOperators, fn);
  const window = compare.required('window');
  if (window !== undefined) {
    checkWindow(compare.context, window, compare.at('window'));
  }
}

function readCompareOperator(compare: Fields, known: readonly string[], fn: string): string | undefined {
  const op = compare.text('op');
  if (op === undefined || known.includes(op)) {
    return op;
  }
  if (operator.safeParse(op).success) {
    const message = `Compare "${fn}" with ${either(known)}: "${op}" does not apply to it.`;
    compare.context.report('rule.operator-not-for-type', compare.at('op'), message);
  } else {
    reportUnknownOperator(compare, op, known);
  }
  return undefined;
}
