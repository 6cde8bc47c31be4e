import type {
  AttributeCondition,
  AudienceCondition,
  Condition,
  ConditionKind,
  TagCondition,
} from '@muster/contracts';
import fc, { type Arbitrary } from 'fast-check';
import { anyBehavior } from './behavior-condition.arbitrary';
import { anyComparison, anyNumberRange } from './comparison.arbitrary';
import { publishedAudiences } from './data-set.arbitrary';
import { dayNear, type Moment } from './moment.arbitrary';
import { randomCatalogue } from './random-catalogue.fixture';
import { anySequence } from './sequence-condition.arbitrary';
import { anyNumber } from './value.arbitrary';

/** Conditions of every kind, over the random catalogue. */
export function anyCondition(moment: Moment): Arbitrary<Condition> {
  const byKind: Readonly<Record<ConditionKind, { weight: number; arbitrary: Arbitrary<Condition> }>> = {
    tag: { weight: 3, arbitrary: anyTagCondition(moment) },
    audience: { weight: 1, arbitrary: anyAudienceCondition },
    attribute: { weight: 4, arbitrary: anyAttributeCondition(moment) },
    behavior: { weight: 5, arbitrary: anyBehavior(moment) },
    sequence: { weight: 2, arbitrary: anySequence(moment) },
  };
  return fc.oneof(...Object.values(byKind));
}

const anyAudienceCondition: Arbitrary<AudienceCondition> = fc
  .constantFrom(...publishedAudiences)
  .map((audience) => ({ kind: 'audience', ...audience }));

/** Types with many operators more often, so that a thousand rules use each of them. */
const attributes = Object.entries(randomCatalogue.attributes).flatMap((attribute) =>
  attribute[1] === 'time' || attribute[1] === 'list' ? [attribute, attribute, attribute] : [attribute],
);

function anyAttributeCondition(moment: Moment): Arbitrary<AttributeCondition> {
  return fc
    .constantFrom(...attributes)
    .chain(([attribute, type]) =>
      anyComparison(type, moment).map((comparison) => ({ kind: 'attribute', attribute, ...comparison })),
    );
}

const [vipLevel] = Object.values(randomCatalogue.tags);
const levels = vipLevel?.kind === 'category' ? vipLevel.values : [];

const anyTagMatch: Arbitrary<Pick<TagCondition, 'tag' | 'match'>> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      tag: fc.constant('vip_level'),
      match: fc.record({
        op: fc.constantFrom('in', 'notIn'),
        values: fc.subarray(levels, { minLength: 1 }),
      }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ tag: 'early_adopter', match: { op: 'has' as const } }) },
  {
    weight: 4,
    arbitrary: fc.record({
      tag: fc.constant('score'),
      match: fc.oneof(
        {
          weight: 5,
          arbitrary: fc.record({
            op: fc.constantFrom('eq', 'ne', 'gt', 'gte', 'lt', 'lte'),
            value: anyNumber,
          }),
        },
        { weight: 1, arbitrary: anyNumberRange.map((value) => ({ op: 'between' as const, value })) },
      ),
    }),
  },
);

function anyTagCondition(moment: Moment): Arbitrary<TagCondition> {
  return fc
    .tuple(anyTagMatch, fc.option(dayNear(moment)))
    .map(([tag, asOf]) => ({ kind: 'tag', ...tag, ...(asOf !== null && { asOf }) }));
}
