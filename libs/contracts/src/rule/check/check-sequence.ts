import { pointerTo } from '../../value/json-pointer';
import { checkDuration } from './check-duration';
import { checkFilters, limitFilters, readApplication, readEvent } from './check-event';
import { checkWindow } from './check-window';
import { Fields, isJsonObject } from './fields';

/** Checks a sequence condition. */
export function checkSequence(fields: Fields): void {
  const { context } = fields;
  fields.refuseOthers(['kind', 'app', 'steps', 'within', 'window']);
  checkSteps(fields, readApplication(fields));
  const within = fields.required('within');
  if (within !== undefined) {
    checkDuration(context, within, fields.at('within'));
    refuseMonths(fields, within);
  }
  if (fields.has('window')) {
    checkWindow(context, fields.get('window'), fields.at('window'));
  }
}

function checkSteps(fields: Fields, app: string | undefined): void {
  const { context } = fields;
  const steps = fields.list('steps');
  if (steps === undefined) {
    return;
  }
  if (steps.length === 0) {
    context.report('rule.empty-sequence', fields.at('steps'), 'Add at least one step to the sequence.');
  }
  const filters = steps.map((step, index) => checkStep(fields, app, step, index));
  limitFilters(
    fields,
    filters.reduce((sum, count) => sum + count, 0),
    fields.at('steps'),
  );
}

/** Returns how many filters the step has. */
function checkStep(sequence: Fields, app: string | undefined, value: unknown, index: number): number {
  const { context } = sequence;
  const step = Fields.open(context, value, pointerTo(sequence.at('steps'), index), 'a step');
  if (step === undefined) {
    return 0;
  }
  step.refuseOthers(['event', 'not', 'where']);
  const not = step.optionalBoolean('not');
  if (index === 0 && not === true) {
    const message = 'Begin the sequence with a step that must happen: its time runs from there.';
    context.report('rule.first-step-must-happen', step.at('not'), message);
  }
  return checkFilters(step, readEvent(step, app));
}

/** `within` is elapsed time, and a calendar month has no fixed length. */
function refuseMonths(fields: Fields, within: unknown): void {
  if (isJsonObject(within) && within['unit'] === 'month') {
    const message =
      'Use minutes, hours, days or weeks: "within" is elapsed time, and months differ in length.';
    fields.context.report('rule.unit-not-allowed', pointerTo(fields.at('within'), 'unit'), message);
  }
}
