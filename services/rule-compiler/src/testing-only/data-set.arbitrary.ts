import {
  type Catalogue,
  type DataValue,
  USERS_PER_SHARD,
  USERS_PER_SPAN,
  type ValueType,
} from '@muster/contracts';
import fc, { type Arbitrary } from 'fast-check';
import type { DataSet } from '../reference/data-set';
import { dayNear, instantNear, timeNear, type Moment } from './moment.arbitrary';
import { randomCatalogue } from './random-catalogue.fixture';
import { anyNumber, anyValueOf } from './value.arbitrary';

export const publishedAudiences = [
  { audienceId: '0b4f62a4-5d3c-4f6e-8f0a-6a1f2f9b7c11', at: 'latest' },
  { audienceId: '0b4f62a4-5d3c-4f6e-8f0a-6a1f2f9b7c11', at: 'sameDay' },
  { audienceId: '0b4f62a4-5d3c-4f6e-8f0a-6a1f2f9b7c11', at: '2025-12-24' },
  { audienceId: '1c4f62a4-5d3c-4f6e-8f0a-6a1f2f9b7c12', at: 'latest' },
] as const;

/** Who there is: `strangers` have data, but are not known; the last known user has none. */
const populations = [
  { known: [1, 2, 3, 4, 5, 7], strangers: [6] },
  { known: [1, 2, 3, 4, 5, 7], strangers: [6] },
  // The last user of one shard, the first of the next, and the same of spans.
  {
    known: [
      1,
      2,
      USERS_PER_SHARD - 1,
      USERS_PER_SHARD,
      USERS_PER_SPAN - 1,
      USERS_PER_SPAN,
      USERS_PER_SPAN + 5,
    ],
    strangers: [6, USERS_PER_SHARD + 1],
  },
];

/** Users, events, tags and results of a small organisation; data of every type under every declared name. */
export function anyDataSet(moment: Moment): Arbitrary<DataSet> {
  return fc.constantFrom(...populations).chain(({ known, strangers }) => {
    const active = known.slice(0, -1);
    const anyUid = fc.constantFrom(...active, ...strangers);
    const values = (types: Readonly<Record<string, ValueType>>) => anyValues(types, timeNear(moment));
    const users = known.map((uid) =>
      (active.includes(uid) ? values(randomCatalogue.attributes) : fc.constant({})).map((attributes) => ({
        uid,
        attributes,
      })),
    );
    return fc.record({
      users: fc.tuple(...users),
      events: fc.array(
        // Some users have many events, so that there are sequences and something to measure.
        fc
          .record({
            uid: fc.constantFrom(...active, ...active.slice(0, 2), ...active.slice(0, 2), ...strangers),
            kind: anyEvent,
            time: instantNear(moment),
            properties: values(everyProperty),
          })
          .map(({ kind, ...event }) => ({ ...kind, ...event })),
        { minLength: 0, maxLength: 120, size: 'max' },
      ),
      tags: fc.uniqueArray(
        fc
          .constantFrom('vip_level', 'early_adopter', 'score')
          .chain((tag) =>
            fc.record({ uid: anyUid, tag: fc.constant(tag), date: dayNear(moment), value: tagValues[tag] }),
          ),
        {
          minLength: 0,
          maxLength: 60,
          size: 'max',
          selector: ({ uid, tag, date }) => `${uid} ${tag} ${date}`,
        },
      ),
      results: fc.tuple(
        ...publishedAudiences.map((audience) =>
          fc.uniqueArray(anyUid, { maxLength: 8 }).map((members) => ({ ...audience, members })),
        ),
      ),
    });
  });
}

/** Mostly purchases; now and then an event that the application does not declare. */
const anyEvent = fc.record({
  app: fc.constantFrom('shop', 'shop', 'app', 'app', 'undeclared'),
  event: fc.constantFrom('purchase', 'purchase', 'purchase', 'view', 'cart', 'open'),
});

/** Of every event: data also has what its event, or its application, does not declare. */
const everyProperty = propertiesOf(randomCatalogue);

function propertiesOf({ applications }: Catalogue): Readonly<Record<string, ValueType>> {
  const events = Object.values(applications).flatMap((application) => Object.values(application.events));
  return Object.fromEntries(events.flatMap(({ properties }) => Object.entries(properties)));
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
  vip_level: fc.constantFrom('silver', 'gold', 'platinum', 'gold', `it's "\\ 😀`, 'copper', '', 1, null),
  early_adopter: fc.constantFrom(true as const, true as const, null, 'true', 1),
  score: fc.oneof(
    { weight: 4, arbitrary: anyNumber },
    { weight: 1, arbitrary: fc.constantFrom('many', null, true as const) },
  ),
};
