import {
  findEvents,
  findPropertyTypes,
  type BehaviorCondition,
  type Catalogue,
  type Compare,
  type Measure,
  type PropertyFilter,
  type ValueType,
} from '@muster/contracts';
import fc, { type Arbitrary } from 'fast-check';
import { anyComparison, anyNumberComparison } from './comparison.arbitrary';
import type { Moment } from './moment.arbitrary';
import { randomCatalogue } from './random-catalogue.fixture';
import { anyWindow } from './window.arbitrary';

interface Selection {
  readonly app: string;
  readonly event: string;
}

/** Every event of every application by itself, and of all applications together. */
export const anySelection: Arbitrary<Selection> = fc.constantFrom(...selectionsOf(randomCatalogue));

function selectionsOf({ applications }: Catalogue): Selection[] {
  const one = Object.entries(applications).flatMap(([app, { events }]) =>
    Object.keys(events).map((event) => ({ app, event })),
  );
  const purchases = one.filter(({ event }) => event === 'purchase');
  const anywhere = [...new Set(one.map(({ event }) => event))].map((event) => ({ app: '*', event }));
  // Most properties are of purchases, so most conditions are as well.
  return [...one, ...anywhere, ...purchases, ...purchases, ...purchases];
}

/** Filters on any properties that the event has in the applications meant. */
export function anyFilters(
  selection: Selection,
  moment: Moment,
  maxLength: number,
): Arbitrary<PropertyFilter[]> {
  const filter = fc
    .constantFrom(...propertiesOf(selection))
    .chain(([property, type]) =>
      anyComparison(type, moment).map((comparison) => ({ property, ...comparison })),
    );
  return fc.array(filter, { maxLength });
}

export function anyBehavior(moment: Moment): Arbitrary<BehaviorCondition> {
  return anySelection.chain((selection) =>
    fc
      .record({
        did: fc.boolean(),
        window: anyWindow(moment),
        where: anyFilters(selection, moment, 2),
        measured: anyMeasured(selection, moment),
      })
      .map(({ measured, ...condition }) => ({ kind: 'behavior', ...selection, ...condition, ...measured })),
  );
}

type NumberMeasure = Exclude<Measure['fn'], 'count' | 'days' | 'distinct' | 'firstTime' | 'lastTime'>;

interface Measured {
  measure?: Measure;
  compare?: Compare;
}

/** Thresholds near the few events that a user has. */
const anyCountComparison = fc.oneof(
  fc.record({ op: fc.constantFrom('eq', 'ne', 'gt', 'gte', 'lt', 'lte'), value: fc.nat(4) }),
  fc
    .tuple(fc.nat(3), fc.nat(3))
    .map(([low, more]) => ({ op: 'between' as const, value: [low - 1, low - 1 + more] })),
  fc.record({
    op: fc.constantFrom('in', 'notIn'),
    value: fc.uniqueArray(fc.nat(4), { minLength: 1, maxLength: 3 }),
  }),
  anyNumberComparison,
) as Arbitrary<Compare>;

function anyMeasured(selection: Selection, moment: Moment): Arbitrary<Measured> {
  const properties = propertiesOf(selection);
  const numbers = properties.flatMap(([property, type]) => (type === 'number' ? [property] : []));
  const counted = (measure: Arbitrary<Measure>): Arbitrary<Measured> =>
    fc.record({ measure, compare: anyCountComparison });
  const compareNumber = fc.oneof(anyNumberComparison, anyCountComparison) as Arbitrary<Compare>;
  const ofNumbers = (fn: NumberMeasure): Arbitrary<Measured> =>
    fc.tuple(fc.nat(), compareNumber).map(([choice, compare]): Measured => {
      const property = numbers[choice % numbers.length];
      return property === undefined ? {} : { measure: { fn, property }, compare };
    });
  const timed = (fn: 'firstTime' | 'lastTime'): Arbitrary<Measured> =>
    fc.record({
      measure: fc.constant<Measure>({ fn }),
      compare: fc.record({ op: fc.constantFrom('in', 'notIn'), window: anyWindow(moment) }),
    });
  const byMeasure: Readonly<Record<Measure['fn'], Arbitrary<Measured>>> = {
    count: counted(fc.constant<Measure>({ fn: 'count' })),
    days: counted(fc.constant<Measure>({ fn: 'days' })),
    distinct: counted(
      fc.constantFrom(...properties).map(([property]): Measure => ({ fn: 'distinct', property })),
    ),
    firstTime: timed('firstTime'),
    lastTime: timed('lastTime'),
    sum: ofNumbers('sum'),
    avg: ofNumbers('avg'),
    min: ofNumbers('min'),
    max: ofNumbers('max'),
    p25: ofNumbers('p25'),
    p50: ofNumbers('p50'),
    p75: ofNumbers('p75'),
  };
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.record({ compare: anyCountComparison }) },
    ...Object.values(byMeasure).map((arbitrary) => ({ weight: 1, arbitrary })),
  );
}

function propertiesOf({ app, event }: Selection): [string, ValueType][] {
  const events = findEvents(randomCatalogue, app, event);
  const names = [...new Set(events.flatMap(({ properties }) => Object.keys(properties)))];
  return names.flatMap((name) =>
    findPropertyTypes(events, name).map((type) => [name, type] as [string, ValueType]),
  );
}
