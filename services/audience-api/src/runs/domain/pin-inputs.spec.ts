import type { PlanInput } from '@muster/contracts';
import { pinInputs, type FindResult } from './pin-inputs';

const a = '00000000-0000-4000-8000-00000000000a';
const b = '00000000-0000-4000-8000-00000000000b';
const inputs: PlanInput[] = [
  { parameter: 'input0', audienceId: a, at: 'latest' },
  { parameter: 'input1', audienceId: a, at: 'sameDay' },
  { parameter: 'input2', audienceId: b, at: '2026-11-01' },
];

describe('pinInputs', () => {
  it('pins the published result of each input: the newest, the run’s own day’s, or a date’s', async () => {
    const find: FindResult = (audienceId, date) =>
      Promise.resolve({ runId: `run of ${audienceId} ${date}`, snapshotIds: [`snapshot ${date}`], count: 3 });
    expect(await pinInputs(inputs, '2026-11-24', find)).toEqual({
      inputs: [
        {
          parameter: 'input0',
          audienceId: a,
          runId: `run of ${a} latest`,
          snapshotIds: ['snapshot latest'],
          count: 3,
        },
        {
          parameter: 'input1',
          audienceId: a,
          runId: `run of ${a} 2026-11-24`,
          snapshotIds: ['snapshot 2026-11-24'],
          count: 3,
        },
        {
          parameter: 'input2',
          audienceId: b,
          runId: `run of ${b} 2026-11-01`,
          snapshotIds: ['snapshot 2026-11-01'],
          count: 3,
        },
      ],
    });
  });

  it('names everything that is missing', async () => {
    const find: FindResult = (_, date) =>
      Promise.resolve(date === 'latest' ? { runId: 'r', snapshotIds: ['s'], count: 1 } : undefined);
    expect(await pinInputs(inputs, '2026-11-24', find)).toEqual({
      failure: {
        code: 'run.input-missing',
        message: `no published result of audience ${a} of 2026-11-24, ${b} of 2026-11-01; compute it first, then run this audience again`,
      },
      missing: [
        { audienceId: a, date: '2026-11-24' },
        { audienceId: b, date: '2026-11-01' },
      ],
    });
  });

  it('needs nothing for a plan without inputs', async () => {
    const find: FindResult = () => Promise.reject(new Error('nothing is looked up'));
    expect(await pinInputs([], '2026-11-24', find)).toEqual({ inputs: [] });
  });
});
