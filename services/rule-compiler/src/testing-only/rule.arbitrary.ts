import type { Rule, Window } from '@muster/contracts';
import fc, { type Arbitrary } from 'fast-check';
import { anyComparison, anyDuration, anyNumberComparison } from './comparison.arbitrary';
import { publishedAudiences, purchaseProperties } from './data-set.arbitrary';
import { goldenCatalogue } from './golden-catalogue.fixture';
import { dayNear, type Moment } from './moment.arbitrary';
import { anyNumber } from './value.arbitrary';

/** Rules of every kind that the compiler has a plan for, over the golden catalogue. */
export function anyRule(moment: Moment): Arbitrary<Rule> {
  const condition = fc.oneof(
    { weight: 2, arbitrary: anyTagCondition(moment) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(...publishedAudiences)
        .map((audience) => ({ kind: 'audience', ...audience })),
    },
    { weight: 3, arbitrary: anyAttributeCondition(moment) },
    { weight: 5, arbitrary: anyBehaviorCondition(moment) },
  );
  const { rule } = fc.letrec<{ rule: object }>((tie) => ({
    rule: fc.oneof(
      { depthSize: 'small', withCrossShrink: true, maxDepth: 3 },
      { weight: 2, arbitrary: condition },
      { weight: 3, arbitrary: group(tie('rule')) },
    ),
  }));
  return rule as Arbitrary<Rule>;
}

function group(operand: Arbitrary<object>): Arbitrary<object> {
  const operands = fc.array(operand, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    fc.record({ op: fc.constantFrom('intersect', 'union'), of: operands }),
    fc.record({ op: fc.constant('difference'), keep: operand, remove: operands }),
    fc.record({ op: fc.constant('not'), of: operand }),
  );
}

function anyTagCondition(moment: Moment): Arbitrary<object> {
  const values = fc.subarray(['silver', 'gold', 'platinum'], { minLength: 1 });
  const tag = fc.oneof(
    fc.record({
      tag: fc.constant('vip_level'),
      match: fc.record({ op: fc.constantFrom('in', 'notIn'), values }),
    }),
    fc.constant({ tag: 'early_adopter', match: { op: 'has' } }),
    fc.record({
      tag: fc.constant('score'),
      match: fc.oneof(
        fc.record({ op: fc.constantFrom('eq', 'ne', 'gt', 'gte', 'lt', 'lte'), value: anyNumber }),
        fc.constant({ op: 'between', value: [0, '42'] }),
      ),
    }),
  );
  return fc
    .tuple(tag, fc.option(dayNear(moment), { nil: undefined }))
    .map(([condition, asOf]) => ({ kind: 'tag', ...condition, ...(asOf && { asOf }) }));
}

function anyAttributeCondition(moment: Moment): Arbitrary<object> {
  return fc
    .constantFrom(...Object.entries(goldenCatalogue.attributes))
    .chain(([attribute, type]) =>
      anyComparison(type, moment).map((comparison) => ({ kind: 'attribute', attribute, ...comparison })),
    );
}

function anyWindow(moment: Moment): Arbitrary<Window> {
  const day = dayNear(moment);
  const last = fc.tuple(anyDuration, fc.boolean()).map(([duration, includeToday]) => ({
    type: 'last',
    ...duration,
    ...(duration.unit !== 'hour' && duration.unit !== 'minute' && { includeToday }),
  }));
  return fc.oneof(
    { weight: 4, arbitrary: last },
    { weight: 1, arbitrary: fc.tuple(day, day).map((days) => between(days.sort())) },
    { weight: 1, arbitrary: day.map((from) => ({ type: 'since', from })) },
    { weight: 2, arbitrary: fc.constant({ type: 'all' }) },
  ) as Arbitrary<Window>;
}

const between = ([from, to]: string[]): object => ({ type: 'between', from, to });

/** Thresholds near the few events that a user has. */
const anyCountComparison = fc.oneof(
  anyNumberComparison,
  fc.record({ op: fc.constantFrom('eq', 'ne', 'gt', 'gte', 'lt', 'lte'), value: fc.nat(4) }),
  fc.tuple(fc.nat(3), fc.nat(3)).map(([low, more]) => ({ op: 'between', value: [low - 1, low - 1 + more] })),
  fc.record({ op: fc.constantFrom('in', 'notIn'), value: fc.uniqueArray(fc.nat(4), { minLength: 1 }) }),
);

function anyBehaviorCondition(moment: Moment): Arbitrary<object> {
  const filter = fc
    .constantFrom(...Object.entries(purchaseProperties))
    .chain(([property, type]) =>
      anyComparison(type, moment).map((comparison) => ({ property, ...comparison })),
    );
  const measure = fc.oneof(
    fc.constant({}),
    fc.record({ compare: anyCountComparison }),
    fc.record({
      measure: fc.constant({ fn: 'sum', property: 'amount' }),
      compare: fc.oneof(anyNumberComparison, anyCountComparison),
    }),
  );
  return fc
    .record({
      app: fc.constantFrom('shop', 'shop', '*'),
      did: fc.boolean(),
      window: anyWindow(moment),
      where: fc.oneof(fc.constant([]), fc.array(filter, { maxLength: 2 })),
      measure,
    })
    .map(({ measure: measured, ...condition }) => ({
      kind: 'behavior',
      event: 'purchase',
      ...condition,
      ...measured,
    }));
}
