import { decodeCursor, encodeCursor } from './member-cursor';

const run = '6f1d9c0e-6c2b-4f0c-9a7e-3d4b8a215c90';

describe('a cursor of members', () => {
  it('comes back as it went', () => {
    expect(decodeCursor(encodeCursor({ run, after: 42 }))).toEqual({ run, after: 42 });
  });

  it.each([
    ['text', 'what is this'],
    ['JSON of another shape', Buffer.from('{"run":1}').toString('base64url')],
    ['a uid that does not exist', encodeCursor({ run, after: 0xffff_ffff })],
    ['a negative uid', encodeCursor({ run, after: -1 })],
    ['a run that is no id', encodeCursor({ run: "' OR 1", after: 1 })],
    ['a field more', Buffer.from(JSON.stringify({ run, after: 1, x: 1 })).toString('base64url')],
    ['nothing', ''],
  ])('is not %s', (_, text) => {
    expect(decodeCursor(text)).toBeUndefined();
  });
});
