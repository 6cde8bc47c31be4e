import { trimIds } from './trim-ids';

describe('trimIds', () => {
  it.each<[row: unknown, bare: unknown, trimmed: number]>([
    [
      { user: { idType: 'entity', id: ' u1\t' }, app: ' shop ' },
      { user: { idType: 'entity', id: 'u1' }, app: ' shop ' },
      1,
    ],
    [
      {
        entityId: 'u1',
        accountIds: ['a1 ', 'a2', '\u00a0a3'],
        deviceIds: [' '],
        attributes: { note: ' x ' },
      },
      { entityId: 'u1', accountIds: ['a1', 'a2', 'a3'], deviceIds: [''], attributes: { note: ' x ' } },
      3,
    ],
    [{ entityId: 'u 1' }, { entityId: 'u 1' }, 0],
    [{ user: 'u1 ', accountIds: 7 }, { user: 'u1 ', accountIds: 7 }, 0],
    [{ entity_id: 'u1 ', account_ids: ['a1 ', 7] }, { entity_id: 'u1', account_ids: ['a1', 7] }, 2],
    [[' u1'], [' u1'], 0],
    [null, null, 0],
  ])('%j', (row, bare, expected) => {
    let trimmed = 0;
    expect(trimIds(row, () => trimmed++)).toEqual(bare);
    expect(trimmed).toBe(expected);
  });
});
