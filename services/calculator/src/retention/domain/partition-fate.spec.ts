import { fateOf } from './partition-fate';

const DAY = 86_400;
const partition = { id: '20261123', week: 0, rows: 100, doomed: 0, late: 0 };

describe('a week of snapshots', () => {
  it.each([
    ['of which all are retired goes as a whole', { doomed: 100 }, 8 * DAY, 'drop'],
    ['into which something may still be written does not', { doomed: 100 }, 8 * DAY - 1, 'rewrite'],
    ['of which half is retired is rewritten', { doomed: 50 }, 20 * DAY, 'rewrite'],
    ['of which less is retired waits', { doomed: 49 }, 20 * DAY, 'wait'],
    ['does not wait for ever', { doomed: 1, late: 1 }, 20 * DAY, 'rewrite'],
  ])('%s', (_, counts, now, fate) => {
    expect(fateOf({ ...partition, ...counts }, now)).toBe(fate);
  });
});
