import { catalogueName, profileRecord } from './records';

describe('names', () => {
  it.each([
    'purchase',
    'Order Completed',
    '$current_url',
    'Order Total (€)',
    "it's",
    '1st_visit',
    'Заказ оформлен',
    '購入',
    'می\u200cخواهم',
    '🛒',
    'constructor',
    'x'.repeat(200),
    '🛒'.repeat(200),
  ])('%j may be one', (name) => {
    expect(catalogueName.safeParse(name).success).toBe(true);
  });

  it.each([
    '',
    ' ',
    ' a',
    'a ',
    'a\nb',
    'a\0b',
    'a\u00a0b',
    'a\u2028b',
    '\u200da',
    'a\ufeff',
    '\u202ea',
    'a\ud800',
    '*',
    '__proto__',
    'x'.repeat(201),
  ])('%j may not', (name) => {
    expect(catalogueName.safeParse(name).success).toBe(false);
  });
});

describe('profiles', () => {
  it('may have any number of accounts and devices', () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `d-${index}`);
    expect(profileRecord.safeParse({ entityId: 'u1', accountIds: ids, deviceIds: ids }).success).toBe(true);
  });
});
