import { quoted, randomChoice, randomInteger, randomText } from './random-sql';

/** A tag or an attribute of the benchmark's users, as a column of the raw table from which all others are filled. */
export interface ProfileValue {
  readonly name: string;
  /** Column of the raw table, where a missing value is the type's default (`''`, `0`). */
  readonly column: string;
  readonly type: 'string' | 'number' | 'boolean' | 'time';
  readonly columnType: string;
  /** SQL of a user's value. */
  readonly value: string;
  /** SQL: whether a user of the raw table has the value. */
  readonly present: string;
}

const row = 'number';

function value(kind: 'tag' | 'attribute', fields: Omit<ProfileValue, 'column' | 'present'>): ProfileValue {
  const column = `${kind}_${fields.name}`;
  const present = { string: `${column} != ''`, number: `${column} != 0`, boolean: '1', time: '1' }[
    fields.type
  ];
  return { ...fields, column, present };
}

function text(kind: 'tag' | 'attribute', name: string, salt: number, texts: readonly string[]): ProfileValue {
  const drawn = randomText(row, salt, texts);
  return value(kind, { name, type: 'string', columnType: 'LowCardinality(String)', value: drawn });
}

const cities = ['Oslo', 'Bergen', 'Tromsø', 'Stavanger', 'Bodø', 'Hamar', 'Molde', 'Narvik', 'Alta', 'Voss'];

/** An empty text stands for users without the tag. */
export const tagValues: readonly ProfileValue[] = [
  text('tag', 'vip_level', 1, ['', '', '', 'silver', 'silver', 'gold', 'gold', 'platinum']),
  {
    ...value('tag', {
      name: 'early_adopter',
      type: 'boolean',
      columnType: 'Bool',
      value: randomChoice(row, 2, 0.25),
    }),
    present: 'tag_early_adopter',
  },
  value('tag', {
    name: 'score',
    type: 'number',
    columnType: 'Decimal(24, 6)',
    value: `if(${randomChoice(row, 3, 0.6)}, toDecimal64(1 + ${randomInteger(row, 4, 1000)}, 6) / 10, 0)`,
  }),
  text('tag', 'churn_risk', 5, ['', 'low', 'low', 'low', 'medium', 'medium', 'high', '']),
  text('tag', 'channel', 6, ['', '', 'email', 'email', 'push', 'sms']),
];

export const attributeValues: readonly ProfileValue[] = [
  text('attribute', 'city', 11, [...cities, ...cities.slice(0, 5), ...cities.slice(0, 2), '']),
  text('attribute', 'language', 12, ['no', 'no', 'no', 'en', 'en', 'sv', 'da', 'de', '']),
  text('attribute', 'plan', 13, ['free', 'free', 'free', 'trial', 'pro', 'team']),
  value('attribute', {
    name: 'age',
    type: 'number',
    columnType: 'Decimal(24, 6)',
    value: `if(${randomChoice(row, 14, 0.9)}, 16 + ${randomInteger(row, 15, 70)}, 0)`,
  }),
  value('attribute', {
    name: 'newsletter',
    type: 'boolean',
    columnType: 'Bool',
    value: randomChoice(row, 16, 0.7),
  }),
  value('attribute', {
    name: 'signed_up',
    type: 'time',
    columnType: "DateTime64(6, 'UTC')",
    value: `toDateTime64(${quoted('2022-01-01 00:00:00')}, 6, 'UTC') + toIntervalSecond(${randomInteger(row, 17, 4 * 365 * 86_400)})`,
  }),
];
