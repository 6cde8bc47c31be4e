import type { PlanStage } from '@muster/contracts';
import { attributeStage } from '../testing-only/kept-stage.fixture';
import { oneStagePlan } from '../testing-only/one-stage-plan.fixture';
import { Generations } from '../landed-data/generations';
import { nothingKept } from './kept';
import { readKept } from './read-kept';
import { stageReads } from './stage-reads';

const build = '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0001';
const stage = attributeStage('s0', { attribute: 'city', test: "text = 'Oslo'" });
const bound = { plan: oneStagePlan('', { stages: [stage] }), parameters: { p0: 'Oslo' } };
const reads = stageReads(bound, new Generations([]));
const [{ leafKey = '', valuesKey = '' } = {}] = reads;

describe('readKept', () => {
  it('leaves a plan as it is of which nothing is kept', () => {
    expect(readKept(bound, 4, reads, nothingKept)).toEqual({
      plan: bound.plan,
      parameters: { p0: 'Oslo', span: 4 },
      reads: new Map(),
      leaves: new Map(),
    });
  });

  it.each(['bitmaps', 'rows'] as const)('reads a stage from its values in %s', (form) => {
    const kept = { leaves: new Set<string>(), builds: new Map([[valuesKey, { build, form }]]) };
    const { reads: from, parameters } = readKept(bound, 4, reads, kept);
    expect(from.get('s0')).toEqual(
      form === 'bitmaps'
        ? { table: 'value_bitmaps', condition: stage.values?.fromBitmaps, rows: 'build = {s0Values:UUID}' }
        : { select: stage.values?.fromRows },
    );
    expect(parameters).toEqual({ p0: 'Oslo', span: 4, s0Values: build });
  });

  describe('from values in bins', () => {
    const kept = {
      leaves: new Set<string>(),
      builds: new Map([[valuesKey, { build, form: 'bins' as const }]]),
    };
    const readWith = (fromBins: NonNullable<PlanStage['values']>['fromBins']) => {
      const stages = [{ ...stage, values: { ...stage.values!, fromBins } }];
      const plan = { ...bound, plan: oneStagePlan('', { stages }) };
      return readKept(plan, 4, stageReads(plan, new Generations([])), kept);
    };
    const decided = { table: 'value_bitmaps', condition: 'is whole', rows: 'build = {s0Values:UUID}' };

    it.each([
      [
        { decided: 'is whole', undecided: 'SELECT' },
        { decided, undecided: { select: 'SELECT' } },
      ],
      [{ decided: 'is whole' }, decided],
      [{ undecided: 'SELECT' }, { select: 'SELECT' }],
    ])('reads the parts that a plan has: %j', (fromBins, expected) => {
      const { reads: from, parameters } = readWith(fromBins);
      expect(from.get('s0')).toEqual(expected);
      expect(parameters).toMatchObject({ s0Values: build });
    });

    it('reads the tables for a plan that is older than bins', () => {
      expect(readWith(undefined).reads).toEqual(new Map());
    });
  });

  it('reads a leaf rather than values', () => {
    const kept = {
      leaves: new Set([leafKey]),
      builds: new Map([[valuesKey, { build, form: 'rows' as const }]]),
    };
    const { reads: from, parameters, leaves } = readKept(bound, 4, reads, kept);
    expect(from.get('s0')).toEqual({ table: 'leaf_cache', condition: 'key = {kept_s0:String}' });
    expect(leaves).toEqual(new Map([['s0', leafKey]]));
    expect(parameters).toEqual({ p0: 'Oslo', span: 4, kept_s0: leafKey });
  });
});
