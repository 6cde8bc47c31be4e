import type { DataValue, ValueType } from '@muster/contracts';
import fc, { type Arbitrary } from 'fast-check';
import type { DataSet } from '../reference/data-set';
import { goldenCatalogue } from './golden-catalogue.fixture';
import { dayNear, instantNear, timeNear, type Moment } from './moment.arbitrary';
import { anyNumber, anyValueOf } from './value.arbitrary';

export const publishedAudiences = [
  { audienceId: '0b4f62a4-5d3c-4f6e-8f0a-6a1f2f9b7c11', at: 'latest' },
  { audienceId: '0b4f62a4-5d3c-4f6e-8f0a-6a1f2f9b7c11', at: 'sameDay' },
  { audienceId: '1c4f62a4-5d3c-4f6e-8f0a-6a1f2f9b7c12', at: 'latest' },
] as const;

/** The last user of one shard, the first of the next, and some whose neighbours are not there. */
const uids = [1, 2, 3, 4, 5, 7, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 3];
/** Has data, but is not known. */
const strangers = [6, 2 ** 20 + 1];

const anyUid = fc.constantFrom(...uids, ...strangers);

/** Also of events whose application does not declare them. */
export const purchaseProperties: Readonly<Record<string, ValueType>> =
  goldenCatalogue.applications['shop']?.events['purchase']?.properties ?? {};

/** Users, events, tags and results of a small organisation; data of every type under every declared name. */
export function anyDataSet(moment: Moment): Arbitrary<DataSet> {
  const values = (types: Readonly<Record<string, ValueType>>) => anyValues(types, timeNear(moment));
  return fc.record({
    users: fc.tuple(
      ...uids.map((uid) => values(goldenCatalogue.attributes).map((attributes) => ({ uid, attributes }))),
    ),
    events: fc.array(
      fc.record({
        uid: anyUid,
        app: fc.constantFrom('shop', 'shop', 'app'),
        event: fc.constantFrom('purchase', 'purchase', 'open'),
        time: instantNear(moment),
        properties: values(purchaseProperties),
      }),
      { minLength: 10, maxLength: 60 },
    ),
    tags: fc.uniqueArray(
      fc
        .constantFrom('vip_level', 'early_adopter', 'score')
        .chain((tag) =>
          fc.record({ uid: anyUid, tag: fc.constant(tag), date: dayNear(moment), value: tagValues[tag] }),
        ),
      { minLength: 20, maxLength: 60, selector: ({ uid, tag, date }) => `${uid} ${tag} ${date}` },
    ),
    results: fc.tuple(
      ...publishedAudiences.map((audience) =>
        fc.uniqueArray(anyUid, { maxLength: 8 }).map((members) => ({ ...audience, members })),
      ),
    ),
  });
}

/** Any of the names may be missing. */
function anyValues(
  types: Readonly<Record<string, ValueType>>,
  time: Arbitrary<string>,
): Arbitrary<Record<string, DataValue>> {
  const members = Object.entries(types).map(([name, type]) =>
    fc
      .option(anyValueOf(type, time), { freq: 4 })
      .map((value) => (value === null ? [] : [[name, value] as const])),
  );
  return fc.tuple(...members).map((found) => Object.fromEntries(found.flat()));
}

const tagValues = {
  vip_level: fc.constantFrom('silver', 'gold', 'platinum', 'gold', 'copper', 1, null),
  early_adopter: fc.constantFrom(true as const, null, 'true'),
  score: fc.oneof(anyNumber, fc.constant('many'), fc.constant(null)),
};
