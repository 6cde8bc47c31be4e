import { clockUnit } from '../window.schema';
import type { CheckContext } from './check-context';
import { checkAmount, checkUnit } from './check-duration';
import { checkLocalDate } from './check-time';
import { Fields } from './fields';
import { either, quote } from './wording';

const windowTypes = ['last', 'between', 'since', 'all'] as const;

/** Checks a window of time. */
export function checkWindow(context: CheckContext, value: unknown, pointer: string): void {
  const fields = Fields.open(context, value, pointer, 'a window');
  const type = fields?.text('type');
  if (fields === undefined || type === undefined) {
    return;
  }
  switch (type) {
    case 'last':
      checkLast(fields);
      return;
    case 'between':
      checkBetween(fields);
      return;
    case 'since':
      fields.refuseOthers(['type', 'from']);
      readDate(fields, 'from');
      return;
    case 'all':
      fields.refuseOthers(['type']);
      return;
    default: {
      const hint = context.didYouMean(type, () => windowTypes);
      const message = `Write one of the window types ${either(windowTypes)}, not ${quote(type)}${hint}`;
      context.report('rule.unknown-kind', fields.at('type'), message);
    }
  }
}

function checkLast(fields: Fields): void {
  fields.refuseOthers(['type', 'n', 'unit', 'includeToday']);
  checkAmount(fields);
  const unit = checkUnit(fields);
  fields.optionalBoolean('includeToday');
  if (fields.has('includeToday') && clockUnit.safeParse(unit).success) {
    const message = 'Remove "includeToday": a window of hours or minutes always ends at the as-of instant.';
    fields.context.report('rule.include-today-not-allowed', fields.at('includeToday'), message);
  }
}

function checkBetween(fields: Fields): void {
  fields.refuseOthers(['type', 'from', 'to']);
  const from = readDate(fields, 'from');
  const to = readDate(fields, 'to');
  if (from !== undefined && to !== undefined && from > to) {
    const message = `Let the window start before it ends: "from" is ${from}, "to" is ${to}.`;
    fields.context.report('rule.window-empty', fields.pointer, message);
  }
}

function readDate(fields: Fields, name: string): string | undefined {
  const value = fields.required(name);
  return value === undefined ? undefined : checkLocalDate(fields.context, value, fields.at(name));
}
