import { executeLeadingRounds } from './execute-rounds';
import type { PlanStage } from '../plan';

const test = 'bitmapContains(s0, uid)';
const stages: PlanStage[] = [
  { id: 's0', label: '', pointer: '', select: 'SELECT groupBitmapState(uid) FROM users' },
  {
    ...{ id: 's1', label: '', pointer: '', mask: { stage: 's0', test } },
    select: `SELECT groupBitmapState(uid) FROM events PREWHERE ${test}`,
  },
];

/** The last statement when the mask has so many users. */
async function lastAmong(users: number) {
  const asked: string[] = [];
  const last = await executeLeadingRounds({ stages, result: 'bitmapAnd(s0, s1)' }, new Map(), (statement) => {
    asked.push(statement);
    return Promise.resolve({ bytes_s0: 'AQID', users_s0: users });
  });
  return { ...last, asked };
}

describe('executeLeadingRounds', () => {
  it('hands the bytes of a mask on as a parameter', async () => {
    const { asked, statement, parameters } = await lastAmong(100_000);
    expect(asked).toEqual([expect.stringContaining('base64Encode(toString(s0)) AS bytes_s0')]);
    expect(parameters).toEqual({ kept_bitmap_s0: 'AQID' });
    expect(statement).toContain('base64Decode({kept_bitmap_s0:String})');
  });

  it.each([
    [65_536, 'uid IN (SELECT arrayJoin(bitmapToArray(materialize(s0))))'],
    [65_537, test],
    [2_097_152, test],
    [2_097_153, 'PREWHERE true'],
  ])('tests a mask of %d users with %s', async (users, expected) => {
    expect((await lastAmong(users)).statement).toContain(expected);
  });

  describe('of a plan that reads everything else among one narrow mask', () => {
    const [s0, s1] = stages as [PlanStage, PlanStage];
    const among = (id: string, select: string, stage = 's0'): PlanStage => ({
      ...s1,
      ...{ id, select, mask: { stage, test, narrow: true } },
    });
    const purchases = among('s1', `SELECT groupBitmapState(uid) FROM purchases PREWHERE ${test}`);
    const views = among('s2', `SELECT groupBitmapState(uid) FROM views PREWHERE ${test} AND day`);

    it('asks nothing before: the mask is a set around all reads', async () => {
      const ask = () => Promise.reject(new Error('nothing leads to it'));
      const either: PlanStage = { ...s0, id: 's3', combines: 'bitmapOr(s1, s2)' };
      const plan = { stages: [s0, purchases, views, either], result: 'bitmapAnd(s0, s3)' };
      const last = await executeLeadingRounds(plan, new Map(), ask);
      expect(last.parameters).toEqual({});
      expect(last.statement.split('\n').map((line) => line.trim())).toEqual([
        'WITH',
        'bitmapOr(s1, s2) AS s3',
        'SELECT s3 AS users',
        'FROM (SELECT groupBitmapStateIf(uid, read = 0) AS s1, groupBitmapStateIf(uid, read = 1) AS s2',
        'FROM (',
        'SELECT 0 AS read, uid FROM purchases PREWHERE true',
        'UNION ALL',
        'SELECT 1 AS read, uid FROM views PREWHERE true AND day',
        ')',
        'WHERE uid IN (SELECT arrayJoin(bitmapToArray(s0)) FROM (',
        'SELECT s0',
        'FROM',
        '(SELECT',
        '(SELECT groupBitmapState(uid) FROM users) AS s0) AS from_rows',
        ')))',
      ]);
    });

    it.each<[string, PlanStage[], string]>([
      ['the result is more than what is found', [purchases], 'bitmapAndnot(s0, s1)'],
      ['the result needs the mask', [purchases], 'bitmapAnd(s0, bitmapOr(s1, s0))'],
      ['the mask may be wide', [s1], 'bitmapAnd(s0, s1)'],
      ['a read is no bitmap of users', [among('s1', `SELECT ${test}`)], 'bitmapAnd(s0, s1)'],
      [
        'another read has another mask',
        [{ ...s0, id: 's3' }, purchases, among('s2', views.select, 's3')],
        'bitmapAnd(s0, bitmapAnd(s1, s2))',
      ],
    ])('asks for the mask before where %s', async (_why, own, result) => {
      const asked: string[] = [];
      await executeLeadingRounds({ stages: [s0, ...own], result }, new Map(), (statement) => {
        asked.push(statement);
        return Promise.resolve({ bytes_s0: 'AQID', users_s0: 1, bytes_s3: 'AQID', users_s3: 1 });
      });
      expect(asked).toHaveLength(1);
    });
  });

  it('asks nothing for a plan of one round', async () => {
    const ask = () => Promise.reject(new Error('nothing leads to it'));
    const last = await executeLeadingRounds({ stages: stages.slice(0, 1), result: 's0' }, new Map(), ask);
    expect(last.parameters).toEqual({});
  });

  it.each([
    [65_536, 'bitmapOr(s1, s2)', 'SELECT bitmapOr(s1, s2) AS users'],
    [2_097_152, 'bitmapAndnot(s1, s2)', 'SELECT bitmapAndnot(s1, s2) AS users'],
    [2_097_153, 'bitmapOr(s1, s2)', 'SELECT bitmapAnd(s0, bitmapOr(s1, s2)) AS users'],
    [65_536, 'bitmapOr(s0, s2)', 'SELECT bitmapAnd(s0, bitmapOr(s0, s2)) AS users'],
  ])(
    'cuts the result with a mask only where more is found: of %d users, %s',
    async (users, found, expected) => {
      const two = [...stages, { ...(stages[1] as PlanStage), id: 's2' }];
      const ask = () => Promise.resolve({ bytes_s0: 'AQID', users_s0: users });
      const last = await executeLeadingRounds(
        { stages: two, result: `bitmapAnd(s0, ${found})` },
        new Map(),
        ask,
      );
      expect(last.statement).toContain(expected);
    },
  );

  describe('of bitmaps of one table', () => {
    const stored = (id: string, condition: string, which?: string): PlanStage => ({
      ...{ id, label: '', pointer: '', select: '' },
      bitmaps: { table: 'event_days', condition, ...(which !== undefined && { which }) },
    });
    const composed = async (...own: PlanStage[]) => {
      const ask = () => Promise.reject(new Error('nothing leads to it'));
      return (await executeLeadingRounds({ stages: own, result: 'bitmapAnd(s0, s1)' }, new Map(), ask))
        .statement;
    };

    it('tells the found rows of each stage by a short condition', async () => {
      const statement = await composed(stored('s0', 'a AND b', 'a'), stored('s1', 'c AND d', 'c'));
      expect(statement).toContain(
        'If(users, a) AS s0, groupBitmapMergeStateIf(users, c) AS s1 FROM event_days',
      );
      expect(statement).toContain('AND ((a AND b) OR (c AND d))');
    });

    it.each([
      ['two stages have the same', 'a', 'a'],
      ['one has none', 'a', undefined],
    ])('tells them by the whole one where %s', async (_why, one, other) => {
      const statement = await composed(stored('s0', 'a AND b', one), stored('s1', 'a AND d', other));
      expect(statement).toContain('If(users, a AND b) AS s0, groupBitmapMergeStateIf(users, a AND d) AS s1');
    });

    it('finds values of one column as a set', async () => {
      const statement = await composed(stored('s0', 'build = {b0:UUID}'), stored('s1', 'build = {b1:UUID}'));
      expect(statement).toContain('AND (build IN ({b0:UUID}, {b1:UUID}))');
    });
  });

  it('reads a union of bitmaps of one table as one', async () => {
    const stored = (id: string): PlanStage => ({
      ...{ id, label: '', pointer: '', select: '' },
      bitmaps: { table: 'event_days', condition: `day AND event = ${id}`, which: `event = ${id}` },
    });
    const own = ['s0', 's1', 's2'].map(stored);
    const ask = () => Promise.reject(new Error('nothing leads to it'));
    const plan = { stages: own, result: 'bitmapAndnot(s0, bitmapOr(s1, s2))' };
    const { statement } = await executeLeadingRounds(plan, new Map(), ask);
    expect(statement).toContain('SELECT bitmapAndnot(s0, s1) AS users');
    expect(statement).toContain('StateIf(users, (event = s1) OR (event = s2)) AS s1 FROM event_days');
  });

  it('reads a stage of bins in two parts', async () => {
    const decided = { table: 'value_bitmaps', condition: 'is whole', rows: 'build = 1' } as const;
    const reads = new Map([['s0', { decided, undecided: { select: 'SELECT of some' } }]]);
    const ask = () => Promise.reject(new Error('nothing leads to it'));
    const plan = { stages: stages.slice(0, 1), result: 's0' };
    const { statement } = await executeLeadingRounds(plan, reads, ask);
    expect(statement).toContain('bitmapOr(s0_decided, s0_undecided) AS s0');
    expect(statement).toContain('groupBitmapMergeStateIf(users, is whole) AS s0_decided FROM value_bitmaps');
    expect(statement).toContain('(SELECT of some) AS s0_undecided');
  });

  it('executes a plan that does not say how its stages depend on each other in one statement', async () => {
    const before = stages.map(({ mask: _, ...stage }) => stage);
    const ask = () => Promise.reject(new Error('there are no rounds'));
    const { statement } = await executeLeadingRounds({ stages: before, result: 's1' }, new Map(), ask);
    expect(statement).toMatch(/^WITH\n {2}\(SELECT groupBitmapState\(uid\) FROM users\) AS s0,/);
  });
});
