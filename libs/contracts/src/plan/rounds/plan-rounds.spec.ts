import type { PlanStage } from '../plan';
import { planRounds, type StageRead } from './plan-rounds';

const named = (id: string) => ({ id, label: id, pointer: '' });

const read = (id: string, mask?: string): PlanStage => ({
  ...named(id),
  select: `SELECT groupBitmapState(uid) FROM events${mask ? ` PREWHERE bitmapContains(${mask}, uid)` : ''}`,
  ...(mask && { mask: { stage: mask, test: `bitmapContains(${mask}, uid)` } }),
});

const combine = (id: string, combines: string): PlanStage => ({
  ...named(id),
  select: `SELECT ${combines}`,
  combines,
});

/** The rounds in words: their stages, what comes in and what goes out. */
function roundsOf(stages: readonly PlanStage[], result: string, reads?: ReadonlyMap<string, StageRead>) {
  return planRounds({ stages: [...stages], result }, reads).map((round) =>
    [round.stages.map(({ id }) => id), round.carriedIn, round.carriedOut]
      .map((ids) => ids.join(' '))
      .join(' | '),
  );
}

const masked = [read('s0'), read('s1'), combine('s2', 'bitmapAnd(s0, s1)'), read('s3', 's2')];

describe('planRounds', () => {
  it('has one round without masks', () => {
    expect(roundsOf([read('s0'), read('s1')], 'bitmapOr(s0, s1)')).toEqual(['s0 s1 |  | ']);
  });

  it('reads a masked stage when its mask is known', () => {
    expect(roundsOf(masked, 'bitmapAnd(s2, s3)')).toEqual(['s0 s1 s2 |  | s2', 's3 | s2 | ']);
  });

  it('reads stages of one mask together, and those of a masked mask later', () => {
    const stages = [...masked, read('s4', 's2'), combine('s5', 'bitmapAnd(s3, s4)'), read('s6', 's5')];
    expect(roundsOf(stages, 'bitmapOr(bitmapAnd(s5, s6), s0)')).toEqual([
      's0 s1 s2 |  | s0 s2',
      's3 s4 s5 | s2 | s5',
      's6 | s0 s5 | ',
    ]);
  });

  it('needs no mask of a stage that is read from elsewhere', () => {
    const kept = new Map<string, StageRead>([['s3', { table: 'leaf_cache', condition: "key = 'k'" }]]);
    expect(roundsOf(masked, 'bitmapAnd(s0, s3)', kept)).toEqual(['s0 s3 |  | ']);
  });

  it('keeps the mask of another read that has it too', () => {
    const rolled: StageRead = { select: 'SELECT … bitmapContains(s2, uid)', mask: masked[3]?.mask };
    expect(roundsOf(masked, 'bitmapAnd(s0, s3)', new Map([['s3', rolled]]))).toEqual([
      's0 s1 s2 |  | s0 s2',
      's3 | s0 s2 | ',
    ]);
  });

  it('takes the name of a stage for no part of another name', () => {
    expect(roundsOf([read('s1'), read('s10')], 's10')).toEqual(['s10 |  | ']);
  });
});
