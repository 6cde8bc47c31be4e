import { z } from 'zod';
import { behaviorRecord, profileRecord, tagRecord } from '../ingest/records';
import { schemaSentences } from './schema-sentences';

function told(schema: z.ZodType, value: unknown): Record<string, string> {
  const parsed = schema.safeParse(value, { error: schemaSentences });
  return Object.fromEntries(
    (parsed.error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]),
  );
}

const behavior = { user: { id: 'u' }, app: 'shop', event: 'view', time: '2026-11-01T00:00:00Z' };

describe('what a schema finds wrong is told in sentences', () => {
  it.each<[z.ZodType, unknown, Record<string, string>]>([
    [behaviorRecord, { ...behavior, user: { id: 7 } }, { 'user.id': 'must be a text, not a number' }],
    [behaviorRecord, { ...behavior, user: { id: '' } }, { 'user.id': 'must not be empty' }],
    [
      behaviorRecord,
      { ...behavior, user: { id: 'x'.repeat(257) } },
      { 'user.id': 'must have at most 256 characters' },
    ],
    [
      behaviorRecord,
      { ...behavior, user: { idType: 'mail', id: 'u' } },
      { 'user.idType': 'must be "entity", "account" or "device"' },
    ],
    [behaviorRecord, { ...behavior, time: undefined }, { time: 'is missing' }],
    [
      behaviorRecord,
      { ...behavior, properties: { basket: {} } },
      { 'properties.basket': 'must be a text, a number, true or false or a list, not an object' },
    ],
    [
      behaviorRecord,
      { ...behavior, colour: 1 },
      { '': 'is no field here; leave it out or correct its name' },
    ],
    [profileRecord, { entityId: 'u', accountIds: 'a' }, { accountIds: 'must be a list, not a text' }],
    [
      tagRecord,
      { user: { id: 'u' }, tag: 'vip', value: false, date: '2026-11-01' },
      { value: 'must be a text, a number or true, not true or false' },
    ],
    [
      tagRecord,
      { user: { id: 'u' }, tag: 'vip', value: 'x', date: '1.11.2026' },
      { date: 'must be a date such as 2026-11-01' },
    ],
  ])('%#', (schema, value, sentences) => {
    expect(told(schema, value)).toEqual(sentences);
  });

  it("leaves a schema's own message alone", () => {
    expect(told(z.string().regex(/^a/, { error: 'begins with an a' }), 'b')).toEqual({
      '': 'begins with an a',
    });
  });
});
