import { oneStagePlan } from '../testing-only/one-stage-plan.fixture';
import type { BoundPlan } from './bound-plan';
import { KeepingPolicy } from './keeping-policy';
import { type Kept, nothingKept } from './kept';
import type { StageReads } from './stage-reads';

const at = { organisationId: '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0001', span: 0 };

const plan = (): BoundPlan => ({ plan: oneStagePlan('SELECT 1'), parameters: {} });
const stage = (leafKey?: string, valuesKey?: string): StageReads => ({
  stage: { id: 's0', label: '', pointer: '', select: '' },
  leafKey,
  valuesKey,
});

/** The keys that are to be kept when plans with these stages are executed together. */
function choose(policy: KeepingPolicy, plans: readonly StageReads[][], kept: Kept = nothingKept, where = at) {
  const chosen = [...policy.choose(new Map(plans.map((stages) => [plan(), stages])), kept, where).values()];
  return {
    leaves: chosen.flatMap(({ leaves }) => leaves.map(({ leafKey }) => leafKey)),
    values: chosen.flatMap(({ values }) => values.map(({ valuesKey }) => valuesKey)),
  };
}

const nothing = { leaves: [], values: [] };

describe('KeepingPolicy', () => {
  it('keeps a leaf when it is asked for again', () => {
    const policy = new KeepingPolicy();
    expect(choose(policy, [[stage('a')]])).toEqual(nothing);
    expect(choose(policy, [[stage('a'), stage('b')]])).toEqual({ leaves: ['a'], values: [] });
  });

  it('keeps values when a second condition tests them', () => {
    const policy = new KeepingPolicy();
    expect(choose(policy, [[stage('oslo', 'city')]])).toEqual(nothing);
    expect(choose(policy, [[stage('rome', 'city')]])).toEqual({ leaves: [], values: ['city'] });
  });

  it('keeps no values for a condition that comes back: it has its leaf', () => {
    const policy = new KeepingPolicy();
    choose(policy, [[stage('oslo', 'city')]]);
    expect(choose(policy, [[stage('oslo', 'city')]])).toEqual({ leaves: ['oslo'], values: [] });
  });

  it('keeps at once, and once, what plans that are executed together read', () => {
    const policy = new KeepingPolicy();
    const together = [[stage('oslo', 'city'), stage('rome', 'city')], [stage('oslo', 'city')]];
    expect(choose(policy, together)).toEqual({ leaves: ['oslo', 'rome'], values: [] });
  });

  it('keeps values at once, and once, when plans that are executed together test them often', () => {
    const policy = new KeepingPolicy();
    const together = [[stage('oslo', 'city'), stage('rome', 'city')], [stage('bonn', 'city')]];
    expect(choose(policy, together)).toEqual({ leaves: ['oslo', 'rome', 'bonn'], values: ['city'] });
  });

  it('keeps no values at once for a single plan, however often it tests them', () => {
    const policy = new KeepingPolicy();
    const alone = [[stage('oslo', 'city'), stage('rome', 'city'), stage('bonn', 'city')]];
    expect(choose(policy, alone)).toEqual(nothing);
  });

  it('takes what one plan reads twice as one ask', () => {
    const policy = new KeepingPolicy();
    expect(choose(policy, [[stage('a'), stage('a')]])).toEqual(nothing);
    expect(choose(policy, [[stage('a'), stage('a')]])).toEqual({ leaves: ['a'], values: [] });
  });

  it('does not keep at once what was too costly', () => {
    const policy = new KeepingPolicy();
    policy.giveUp(['a', 'city'], at);
    expect(choose(policy, [[stage('a')], [stage('a')]])).toEqual(nothing);
    const tests = [[stage('oslo', 'city')], [stage('rome', 'city')], [stage('bonn', 'city')]];
    expect(choose(policy, tests).values).toEqual([]);
  });

  it('keeps nothing that is kept, and does not take it for an ask', () => {
    const policy = new KeepingPolicy();
    const kept: Kept = {
      leaves: new Set(['oslo']),
      builds: new Map([['city', { build: 'x', form: 'rows' }]]),
    };
    for (let time = 0; time < 3; time += 1) {
      expect(choose(policy, [[stage('oslo', 'city'), stage(undefined, 'city')]], kept)).toEqual(nothing);
    }
    expect(choose(policy, [[stage('oslo')]])).toEqual(nothing);
  });

  it('tells organisations and spans apart', () => {
    const policy = new KeepingPolicy();
    choose(policy, [[stage('a')]]);
    expect(choose(policy, [[stage('a')]], nothingKept, { ...at, span: 4 })).toEqual(nothing);
    const other = { ...at, organisationId: '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0002' };
    expect(choose(policy, [[stage('a')]], nothingKept, other)).toEqual(nothing);
  });

  it('forgets what was not asked for in a long time', () => {
    const policy = new KeepingPolicy(2);
    choose(policy, [[stage('a')]]);
    choose(policy, [[stage('b')]]);
    expect(choose(policy, [[stage('a')]]).leaves).toEqual(['a']);
    choose(policy, [[stage('c')]]);
    expect(choose(policy, [[stage('b')]])).toEqual(nothing);
  });

  it('does not try again what was too costly, and goes on with its values', () => {
    const policy = new KeepingPolicy();
    choose(policy, [[stage('oslo', 'city')]]);
    policy.giveUp(['oslo'], at);
    expect(choose(policy, [[stage('oslo', 'city')]])).toEqual({ leaves: [], values: ['city'] });
    policy.giveUp(['city'], at);
    expect(choose(policy, [[stage('oslo', 'city')]])).toEqual(nothing);
  });
});
