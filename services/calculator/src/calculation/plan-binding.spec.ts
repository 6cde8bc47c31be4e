import { type Plan, PLAN_VERSION } from '@muster/contracts';
import { attributeStage } from '../testing-only/kept-stage.fixture';
import { oneStagePlan } from '../testing-only/one-stage-plan.fixture';
import type { CalculationRequest } from './calculation-request';
import { bindPlan } from './plan-binding';

const request = (plan: Partial<Plan>, inputs: CalculationRequest['inputs'] = {}): CalculationRequest => ({
  organisationId: '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0001',
  audienceId: '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0002',
  runId: '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0003',
  definitionVersion: 1,
  runSeq: 1,
  piece: 0,
  pieces: 1,
  asOf: '2026-11-21T00:00:00+08:00',
  businessDate: '2026-11-21',
  inputs,
  plan: oneStagePlan('SELECT 1', plan),
});

const input = {
  parameter: 'input0',
  audienceId: '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0009',
  at: 'latest' as const,
};
const snapshot = '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0008';

describe('bindPlan', () => {
  it('binds literals of the rule, inputs and the time as values', () => {
    const bound = bindPlan(
      request(
        {
          result:
            '{p0:String}, { p1 : Decimal(24, 6) }, {input0:Array(UUID)}, {asOf:DateTime64(6)}, {span:UInt32}',
          parameters: {
            p0: { type: 'String', value: "a' OR 1" },
            p1: { type: 'Decimal(24, 6)', value: '1.50' },
          },
          inputs: [input],
        },
        { input0: [snapshot] },
      ),
    );
    expect(bound).toEqual({
      organisation: '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0001',
      asOf: '2026-11-20 16:00:00.000000',
      businessDate: '2026-11-21',
      p0: "a' OR 1",
      p1: '1.50',
      input0: [snapshot],
    });
  });

  it.each(['p0', 'input1', 'snapshotId'])(
    'refuses a statement that asks for %s, which nobody gives',
    (name) => {
      expect(() => bindPlan(request({ result: `{${name}:UUID}` }))).toThrow(
        expect.objectContaining({ code: 'plan.missing-parameter', message: expect.stringContaining(name) }),
      );
    },
  );

  it.each(['select', 'fromBitmaps', 'fromRows'] as const)(
    'looks into what stages may be replaced with, such as the %s of values',
    (text) => {
      const stage = attributeStage('s0', { attribute: 'city', test: 'true' });
      const values = { ...stage.values!, [text]: 'SELECT {p9:String}' };
      const bind = (stages: Plan['stages']) => bindPlan(request({ stages }));
      expect(bind([stage])).not.toHaveProperty('s0Values');
      expect(() => bind([{ ...stage, values }])).toThrow(
        expect.objectContaining({ code: 'plan.missing-parameter' }),
      );
    },
  );

  it('looks into how stages are read from bins', () => {
    const stage = attributeStage('s0', { attribute: 'city', test: 'true' });
    const values = { ...stage.values!, fromBins: { undecided: 'SELECT {p9:String}' } };
    expect(() => bindPlan(request({ stages: [{ ...stage, values }] }))).toThrow(
      expect.objectContaining({ code: 'plan.missing-parameter' }),
    );
  });

  it('refuses a plan whose input was not pinned', () => {
    expect(() => bindPlan(request({ inputs: [input] }))).toThrow(
      expect.objectContaining({ code: 'plan.missing-parameter' }),
    );
  });

  it.each([
    'organisation',
    'span',
    'asOf',
    'businessDate',
    'targetSnapshot',
    'input0',
    's0Values',
    'kept_s0',
  ])('refuses a plan that binds %s: a rule must not choose whose data is read or where it goes', (name) => {
    const stages = [attributeStage('s0', { attribute: 'city', test: 'true' })];
    const plan = { stages, inputs: [input], parameters: { [name]: { type: 'String', value: 'x' } } };
    expect(() => bindPlan(request(plan, { input0: [snapshot] }))).toThrow(
      expect.objectContaining({ code: 'plan.reserved-parameter' }),
    );
  });

  it('refuses a plan of a version that it does not know', () => {
    const unknown: object = { version: PLAN_VERSION + 1 };
    expect(() => bindPlan(request(unknown))).toThrow(
      expect.objectContaining({ code: 'plan.unknown-version' }),
    );
  });
});
