import { randomUUID } from 'node:crypto';
import { planStatement, type Rule } from '@muster/contracts';
import { goldenCatalogue } from '../testing-only/golden-catalogue.fixture';
import { compileEstimate, type EstimateRequest } from './compile-estimate.use-case';

const gold = { kind: 'tag', tag: 'vip_level', match: { op: 'in', values: ['gold'] } } satisfies Rule;
const oslo = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' } satisfies Rule;

function request(rule: Rule): EstimateRequest {
  return {
    organisationId: randomUUID(),
    estimateId: randomUUID(),
    asOf: '2026-11-21T00:00:00Z',
    businessDate: '2026-11-21',
    inputs: [],
    readBudgetRows: 1000,
    rule,
    catalogue: goldenCatalogue,
    timeZone: 'Europe/London',
  };
}

describe('compileEstimate', () => {
  it('compiles the rule and each condition alone, with pointers into the rule as it was sent', () => {
    const asked = request({
      op: 'difference',
      keep: { op: 'union', of: [oslo, gold, oslo] },
      remove: [gold],
    });
    const event = compileEstimate(asked);
    if (event.type !== 'audience.estimate.compiled.v1') throw new Error(event.type);
    const { conditions, plan, ...question } = event.data;
    expect(asked).toMatchObject(question);
    expect(question).toMatchObject({ readBudgetRows: 1000, businessDate: '2026-11-21', inputs: [] });
    expect(planStatement(plan)).toContain('bitmapAndnot');
    expect(conditions.map(({ pointer }) => pointer)).toEqual([
      '/keep/of/0',
      '/keep/of/1',
      '/keep/of/2',
      '/remove/0',
    ]);
    expect(planStatement(conditions[0]!.plan)).toContain('user_attributes');
    expect(conditions[0]!.plan).toEqual(conditions[2]!.plan);
    expect(event.partitionkey).toBe(asked.estimateId);
  });

  it('says what its plans read, for the engine to estimate', () => {
    const event = compileEstimate(request({ op: 'intersect', of: [oslo, gold] }));
    if (event.type !== 'audience.estimate.compiled.v1') throw new Error(event.type);
    const reads = event.data.plan.reads;
    expect(reads.map((read) => /FROM (\w+)/.exec(read)?.[1]).sort()).toEqual([
      'tag_values',
      'user_attributes',
      'users',
    ]);
    expect(reads.every((read) => read.includes('{organisation:UUID}'))).toBe(true);
  });

  it('points at the condition that is wrong', () => {
    const unknown = { ...oslo, attribute: 'shoe_size' };
    const event = compileEstimate(request({ op: 'intersect', of: [gold, { op: 'not', of: unknown }] }));
    expect(event.type).toBe('audience.estimate.rejected.v1');
    expect(event.data).toMatchObject({
      diagnostics: [{ code: 'rule.unknown-attribute', pointer: '/of/1/of' }],
    });
  });

  it('gives repetitions the same id', () => {
    const asked = request(oslo);
    expect(compileEstimate(asked).id).toBe(compileEstimate(asked).id);
  });
});
