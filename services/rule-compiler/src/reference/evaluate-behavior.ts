import {
  ANY_APPLICATION,
  findApplications,
  ownMember,
  toMillionths,
  type CanonicalBehavior,
  type Operand,
} from '@muster/contracts';
import type { UserEvent } from './data-set';
import type { Evaluation } from './evaluation';
import { satisfies } from './satisfies';
import { satisfiesNumber } from './satisfies-number';
import { isWithin, spanOfWindow } from './spans';
import { microsOf, typedValue, type TypedValue } from './typed-value';

/** `did: false` is everybody for whom the rest is not true. */
export function evaluateBehavior(condition: CanonicalBehavior, uid: number, evaluation: Evaluation): boolean {
  return measures(condition, uid, evaluation) === condition.did;
}

function measures(condition: CanonicalBehavior, uid: number, evaluation: Evaluation): boolean {
  const { measure, compare } = condition;
  const events = selectedEvents(condition, uid, evaluation);
  const operand: Operand | undefined = 'value' in compare ? compare.value : undefined;
  switch (measure.fn) {
    case 'count':
      return satisfiesNumber(String(events.length), compare.op, operand);
    case 'sum': {
      const numbers = events.flatMap((event) => {
        const value = propertyOf(event, measure.property, evaluation);
        return value?.type === 'number' ? [toMillionths(value.decimal)] : [];
      });
      // Over nothing there is no sum, and so no comparison that it could satisfy.
      if (numbers.length === 0) return false;
      const sum = numbers.reduce((total, number) => total + number, 0n);
      return satisfiesNumber(fromMillionths(sum), compare.op, operand);
    }
    default:
      throw new RangeError(`the measure ${measure.fn} is not part of what the reference states yet`);
  }
}

function selectedEvents(
  { app, event, window, where }: CanonicalBehavior,
  uid: number,
  evaluation: Evaluation,
): UserEvent[] {
  const span = spanOfWindow(window, evaluation);
  const asOf = microsOf(evaluation.asOf);
  return evaluation.data.events.filter((candidate) => {
    if (candidate.uid !== uid || candidate.event !== event) return false;
    if (app !== ANY_APPLICATION && candidate.app !== app) return false;
    const micros = microsOf(candidate.time);
    if (micros > asOf || !isWithin(micros, span)) return false;
    return where.every((filter) =>
      satisfies(propertyOf(candidate, filter.property, evaluation), filter, evaluation),
    );
  });
}

/** An event of an application that does not declare the property has no value of it. */
function propertyOf(
  { app, event, properties }: UserEvent,
  property: string,
  { catalogue, timeZone }: Evaluation,
): TypedValue | undefined {
  const [[, application] = []] = findApplications(catalogue, app);
  const declared = application && ownMember(application.events, event)?.properties;
  const type = declared && ownMember(declared, property);
  return type && typedValue(ownMember(properties, property), type, timeZone);
}

function fromMillionths(millionths: bigint): string {
  const sign = millionths < 0n ? '-' : '';
  const digits = (millionths < 0n ? -millionths : millionths).toString().padStart(7, '0');
  return `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
