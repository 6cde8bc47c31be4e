import { clockUnit, type Window } from '../window.schema';
import type { CheckContext } from './check-context';
import { checkAmount, checkUnit } from './check-duration';
import { checkLocalDate } from './check-time';
import { Fields } from './fields';
import { either, quote } from './wording';

/** What each type of window must hold: a new one does not compile until it is checked. */
const checks: Readonly<Record<Window['type'], (fields: Fields) => void>> = {
  last: checkLast,
  between: checkBetween,
  since: (fields) => {
    fields.refuseOthers(['type', 'from']);
    readDate(fields, 'from');
  },
  all: (fields) => {
    fields.refuseOthers(['type']);
  },
};

const windowTypes = Object.keys(checks);

/** Checks a window of time. */
export function checkWindow(context: CheckContext, value: unknown, pointer: string): void {
  const fields = Fields.open(context, value, pointer, 'a window');
  const type = fields?.text('type');
  if (fields === undefined || type === undefined) {
    return;
  }
  if (isWindowType(type)) {
    checks[type](fields);
    return;
  }
  const hint = context.didYouMean(type, () => windowTypes);
  const message = `Write one of the window types ${either(windowTypes)}, not ${quote(type)}${hint}`;
  context.report('rule.unknown-kind', fields.at('type'), message);
}

function isWindowType(type: string): type is Window['type'] {
  return Object.hasOwn(checks, type);
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
