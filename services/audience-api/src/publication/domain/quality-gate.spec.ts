import { openGate, type QualityGate } from '@muster/contracts';
import { judgeResult, type JudgedResult } from './quality-gate';

const asOf = new Date('2026-11-25T12:00:00Z');
const result = (changes: Partial<JudgedResult>): JudgedResult => ({
  count: 100,
  previous: { runId: 'previous', count: 100 },
  asOf,
  dataWatermark: asOf,
  ...changes,
});
const before = (count: number) => ({ runId: 'previous', count });
const found = (gate: Partial<QualityGate>, changes: Partial<JudgedResult>) =>
  judgeResult({ ...openGate, ...gate }, result(changes)).map(({ code, observed }) => [code, observed]);

describe('the quality gate', () => {
  it('lets everything pass unless it is told to check', () => {
    expect(found({}, { count: 0, dataWatermark: undefined })).toEqual([]);
  });

  it('holds an empty result, the first one too, but not one after another', () => {
    expect(found({ onEmpty: 'hold' }, { count: 0 })).toEqual([['gate.empty-result', 0]]);
    expect(found({ onEmpty: 'hold' }, { count: 0, previous: undefined })).toHaveLength(1);
    expect(found({ onEmpty: 'hold' }, { count: 0, previous: before(0) })).toEqual([]);
    expect(found({ onEmpty: 'hold' }, { count: 1 })).toEqual([]);
  });

  it('holds what grows or shrinks by more than is allowed', () => {
    const gate = { maxChangePercent: 20 };
    expect(found(gate, { count: 120 })).toEqual([]);
    expect(found(gate, { count: 80 })).toEqual([]);
    expect(found(gate, { count: 121 })).toEqual([['gate.size-change', 21]]);
    expect(found(gate, { count: 79 })).toEqual([['gate.size-change', 21]]);
    expect(found({ maxChangePercent: 0 }, { count: 100 })).toEqual([]);
    expect(found({ maxChangePercent: 0.1 }, { count: 1_003, previous: before(1_001) })).toEqual([
      ['gate.size-change', 0.2],
    ]);
  });

  it('compares a first result with nothing, and takes growth from nobody for more than any percentage', () => {
    expect(found({ maxChangePercent: 1 }, { previous: undefined })).toEqual([]);
    expect(found({ maxChangePercent: 1_000_000 }, { previous: before(0) })).toEqual([
      ['gate.size-change', null],
    ]);
    expect(found({ maxChangePercent: 1 }, { count: 0, previous: before(0) })).toEqual([]);
  });

  it('holds what was computed from data that is too old, or of unknown age', () => {
    const gate = { maxWatermarkAgeMinutes: 60 };
    const old = (minutes: number) => ({ dataWatermark: new Date(asOf.getTime() - minutes * 60_000) });
    expect(found(gate, old(60))).toEqual([]);
    expect(found(gate, old(60.5))).toEqual([['gate.watermark-too-old', 60.5]]);
    expect(found(gate, old(-600))).toEqual([]);
    expect(found(gate, { dataWatermark: undefined })).toEqual([['gate.watermark-too-old', null]]);
  });

  it('tells everything at once, in numbers and in a sentence', () => {
    const gate: QualityGate = { onEmpty: 'hold', maxChangePercent: 10, maxWatermarkAgeMinutes: 1 };
    const reasons = judgeResult(gate, result({ count: 0, dataWatermark: new Date(0) }));
    expect(reasons.map(({ code, limit }) => [code, limit])).toEqual([
      ['gate.empty-result', null],
      ['gate.size-change', 10],
      ['gate.watermark-too-old', 1],
    ]);
    expect(reasons[1]?.message).toContain('0 members after 100: it changes by 100 percent');
  });
});
