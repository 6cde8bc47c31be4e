import type { Duration } from '@muster/contracts';
import { CallExpression } from '../expression/call.expression';
import { CastExpression } from '../expression/cast.expression';
import { ColumnExpression } from '../expression/column.expression';
import { EveryExpression } from '../expression/every.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
import { IntegerExpression } from '../expression/integer.expression';
import { LambdaExpression } from '../expression/lambda.expression';
import { RuntimeExpression } from '../expression/runtime.expression';
import { ValueExpression } from '../expression/value.expression';
import { VariableExpression, type VariableName } from '../expression/variable.expression';
import { microsecondsOf } from './elapsed-time';

/** A step: which of an instant's `matches` it needs, and which must not follow it. */
export interface StepPlaces {
  readonly match: number;
  readonly absent: number;
}

const call = CallExpression;
const integer = IntegerExpression;
const variable = VariableExpression;

const elementOf = (tuple: VariableName, place: number): Expression =>
  call('tupleElement', variable(tuple), integer(place));
const instant = elementOf('moment', 1);
const happens = (place: VariableName): Expression =>
  call('arrayElement', elementOf('moment', 2), variable(place));
const startsWhere = (test: Expression, starts: VariableName): Expression =>
  call('arrayFilter', LambdaExpression(['start'], test), variable(starts));
const firstOf = (sorted: Expression): Expression => call('arraySlice', sorted, integer(1), integer(1));
const microsecond = (time: Expression): Expression => call('toUnixTimestamp64Micro', time);

/**
 * Whether a user has the sequence. The fold walks through the user's instants in order and keeps for each step the starts, the
 * times of first events, of the sequences that have come that far. At an instant a start
 *
 * - enters a step whose event happens then, from the step before it (the first step from the instant itself), while its time
 *   runs. Every step looks at what was known before the instant: events of one instant do not follow each other, and one
 *   event serves one step;
 * - leaves a step when an event happens that must not follow it, except when it enters at that very instant, and when its time
 *   is over. Only a complete sequence whose time is over stays for good.
 *
 * Later instants treat all starts of a step alike but for the time that is left. So without a closing step the latest start
 * of each step stands for all: what completes a sequence from an earlier start completes it from the latest. Steps that must
 * not happen in between change nothing in that, since they end all starts of a step together.
 *
 * A closing step needs more. What is complete is the better the sooner its time is over, what is not yet complete the later; an
 * earlier start may miss the step that a later one still reaches, and the later one may meet the event that must not follow. So
 * all starts are kept, and only of the complete ones the earliest: whatever ends it ends the others too, and its time is
 * over first. The arrays then hold as many starts as a user has first steps within the time.
 */
export function lowerSequenceFold(
  steps: readonly StepPlaces[],
  within: Duration,
  closes: boolean,
): Expression {
  const length = ValueExpression('Int64', String(microsecondsOf(within)));
  const elapsed = (until: Expression): Expression => InfixExpression(until, '-', variable('start'));
  const runs = InfixExpression(elapsed(instant), '<=', length);

  const entering = startsWhere(EveryExpression(happens('step'), runs), 'previous');
  const staying = startsWhere(call('if', runs, call('not', happens('missing')), variable('last')), 'kept');
  const all = call('arrayConcat', staying, entering);
  const needed = closes
    ? call('if', variable('last'), firstOf(call('arraySort', all)), call('arrayDistinct', all))
    : firstOf(call('arrayReverseSort', all));

  const nobody = call('array', ...steps.map(() => call('array')));
  const complete = call(
    'arrayElement',
    call(
      'arrayFold',
      LambdaExpression(['starts', 'moment'], eachStep(steps, needed)),
      call(
        'arraySort',
        call('groupArray', call('tuple', microsecond(ColumnExpression('time')), variable('matches'))),
      ),
      CastExpression(nobody, 'Array(Array(Int64))'),
    ),
    integer(steps.length),
  );
  if (!closes) return call('not', call('empty', complete));
  const isOver = InfixExpression(elapsed(microsecond(RuntimeExpression('asOf'))), '>', length);
  return call('arrayExists', LambdaExpression(['start'], isOver), complete);
}

/** The starts of all steps after an instant, from those before it. */
function eachStep(steps: readonly StepPlaces[], body: Expression): Expression {
  const constants = (values: readonly number[]): Expression => call('array', ...values.map(integer));
  const started = call('array', instant);
  return call(
    'arrayMap',
    LambdaExpression(['kept', 'previous', 'step', 'missing', 'last'], body),
    variable('starts'),
    call('arrayPushFront', call('arrayPopBack', variable('starts')), started),
    constants(steps.map(({ match }) => match)),
    constants(steps.map(({ absent }) => absent)),
    constants(steps.map((_step, index) => (index === steps.length - 1 ? 1 : 0))),
  );
}
