import { jsonNumber } from '../../value/exact-number';
import { durationSchema, windowUnit } from '../window.schema';
import type { CheckContext } from './check-context';
import { Fields } from './fields';
import { describe, either, quote } from './wording';

const { minValue: LEAST, maxValue: MOST } = durationSchema.shape.n;

/** Checks a length of time, `{"n":30,"unit":"day"}`. */
export function checkDuration(context: CheckContext, value: unknown, pointer: string): void {
  const fields = Fields.open(context, value, pointer, 'a length of time, {"n":30,"unit":"day"},');
  if (fields !== undefined) {
    fields.refuseOthers(['n', 'unit']);
    checkAmount(fields);
    checkUnit(fields);
  }
}

/** Checks how many units, in the field `n`. */
export function checkAmount(fields: Fields): void {
  const n = fields.required('n');
  if (n === undefined || durationSchema.shape.n.safeParse(n).success) {
    return;
  }
  if (jsonNumber.safeParse(n).success) {
    const message = `Write a whole number from ${LEAST} to ${MOST} in "n".`;
    fields.context.report('rule.value-out-of-range', fields.at('n'), message);
  } else {
    fields.context.report('rule.wrong-type', fields.at('n'), `Write a number in "n", not ${describe(n)}.`);
  }
}

/** Checks the field `unit`; returns the unit when it is one. */
export function checkUnit(fields: Fields): string | undefined {
  const unit = fields.text('unit');
  if (unit === undefined || windowUnit.safeParse(unit).success) {
    return unit;
  }
  const hint = fields.context.didYouMean(unit, () => windowUnit.options);
  const message = `Write one of the units ${either(windowUnit.options)}, not ${quote(unit)}${hint}`;
  fields.context.report('rule.unknown-unit', fields.at('unit'), message);
  return undefined;
}
