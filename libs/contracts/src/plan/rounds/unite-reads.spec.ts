import type { PlanStage } from '../plan';
import { uniteReads } from './unite-reads';

const named = (id: string) => ({ id, label: id, pointer: '', select: '' });
const stored = (id: string, table: 'event_days' | 'snapshots' = 'event_days'): PlanStage => ({
  ...named(id),
  bitmaps: { table, condition: `is ${id}` },
});
const combine = (id: string, combines: string): PlanStage => ({ ...named(id), combines });

/** The result, and which stages are read with others. */
function united(
  stages: readonly PlanStage[],
  result: string,
  reads: Parameters<typeof uniteReads>[1] = new Map(),
) {
  const plan = uniteReads({ stages: [...stages], result }, reads);
  const together = [...plan.reads].flatMap(([id, read]) =>
    'any' in read ? [[id, read.any.map(({ condition }) => condition)]] : [],
  );
  return { result: plan.result, together, combines: plan.stages.flatMap(({ combines }) => combines ?? []) };
}

describe('uniteReads', () => {
  it('reads a union of one table as one', () => {
    const stages = ['s0', 's1', 's2'].map((id) => stored(id));
    expect(united(stages, 'bitmapOr(bitmapOr(s0, s1), s2)')).toMatchObject({
      result: 's0',
      together: [['s0', ['is s0', 'is s1', 'is s2']]],
    });
  });

  it('has one for each table, wherever they stand in a union', () => {
    const stages = [stored('s0'), stored('s1', 'snapshots'), stored('s2'), stored('s3', 'snapshots')];
    expect(united(stages, 'bitmapOr(bitmapOr(s0, s1), bitmapOr(s2, s3))')).toMatchObject({
      result: 'bitmapOr(s0, s1)',
      together: [
        ['s0', ['is s0', 'is s2']],
        ['s1', ['is s1', 'is s3']],
      ],
    });
  });

  it('finds unions wherever they are, also in what other stages are combined of', () => {
    const stages = [...['s0', 's1', 's2', 's3'].map((id) => stored(id)), combine('s4', 'bitmapOr(s0, s1)')];
    expect(united(stages, 'bitmapAndnot(bitmapAnd(s4, s4), bitmapOr(s2, s3))')).toEqual({
      result: 'bitmapAndnot(bitmapAnd(s4, s4), s2)',
      combines: ['s0'],
      together: [
        ['s0', ['is s0', 'is s1']],
        ['s2', ['is s2', 'is s3']],
      ],
    });
  });

  it('takes the way that is given in place of that of the stage', () => {
    const kept = { table: 'leaf_cache', condition: 'key = 1' } as const;
    const stages = [named('s0'), stored('s1'), stored('s2')];
    const reads = new Map([
      ['s0', kept],
      ['s1', kept],
    ]);
    expect(united(stages, 'bitmapOr(bitmapOr(s0, s1), s2)', reads)).toMatchObject({
      result: 'bitmapOr(s0, s2)',
      together: [['s0', ['key = 1', 'key = 1']]],
    });
  });

  it.each<[string, PlanStage[], string]>([
    ['is no union', [stored('s0'), stored('s1')], 'bitmapAnd(s0, s1)'],
    ['has its own SELECT', [named('s0'), named('s1')], 'bitmapOr(s0, s1)'],
    ['is used again', [stored('s0'), stored('s1')], 'bitmapAnd(bitmapOr(s0, s1), s1)'],
    [
      'is used by another stage',
      [stored('s0'), stored('s1'), combine('s2', 'bitmapAnd(s1, s1)')],
      'bitmapOr(s0, bitmapOr(s1, s2))',
    ],
    [
      'is a mask',
      [stored('s0'), stored('s1'), { ...named('s2'), mask: { stage: 's1', test: '' } }],
      'bitmapOr(bitmapOr(s0, s1), s2)',
    ],
  ])('leaves what %s', (_what, stages, result) => {
    expect(united(stages, result).together).toEqual([]);
  });
});
