import { behaviorRecord } from '@muster/contracts';
import { checkProfile } from './check-profile';
import { checkRecord } from './check-record';

const behavior = { user: { id: 'u' }, app: 'shop', event: 'view', time: '2026-11-01T00:00:00Z' };
const problemOf = (raw: unknown) => {
  const checked = checkRecord(behaviorRecord, raw);
  return checked.ok ? undefined : checked.problem;
};

describe('what is wrong with a row', () => {
  it.each([
    [
      { ...behavior, colour: 1 },
      'row.unknown-field',
      'colour is no field here; leave it out or correct its name',
    ],
    [{ ...behavior, user: { id: '' } }, 'row.id-invalid', 'user.id: must not be empty'],
    [{ ...behavior, user: { id: 5 } }, 'row.id-invalid', 'user.id: must be a text, not a number'],
    [{ ...behavior, time: undefined }, 'row.value-missing', 'time has no value'],
    [{ ...behavior, properties: [] }, 'row.value-invalid', 'properties: must be an object, not a list'],
  ])('%# is said in a sentence', (raw, code, message) => {
    expect(problemOf(raw)).toMatchObject({ code, message });
  });
});

describe('a row of users', () => {
  const ids = { accountIds: ['a'], deviceIds: [] };

  it('may have the names of our own exports', () => {
    const row = { entity_id: 'ada', account_ids: ['a'], device_ids: [] };
    expect(checkProfile(row)).toEqual({ ok: true, row: { entityId: 'ada', ...ids } });
  });

  it('has a member under one name only', () => {
    expect(checkProfile({ entityId: 'ada', entity_id: 'bob' })).toMatchObject({
      problem: { code: 'row.unknown-field', field: 'entity_id' },
    });
  });
});
