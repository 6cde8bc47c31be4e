import { runState } from '@muster/contracts';
import { isFinished } from '../../runs/domain/run-state';
import { overdue, overdueSince } from './run-deadlines';

const now = new Date('2026-11-25T12:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const deadlines = { waiting: 60, calculating: 600 };

describe('the deadlines of a run', () => {
  it.each([
    ['requested', 60, 'for its request'],
    ['compiling', 60, 'for the plan of its rule'],
    ['queued', 60, 'for a calculator'],
    ['running', 600, 'for its calculators to finish'],
    ['publishing', 60, 'for its publication'],
  ] as const)('end a run that is %s for %d s, and name what it waited %s', (state, seconds, what) => {
    expect(overdue({ state, stateSince: ago(seconds - 0.001) }, now, deadlines)).toBeUndefined();
    expect(overdue({ state, stateSince: ago(seconds) }, now, deadlines)).toEqual({
      code: 'run.timed-out',
      message: expect.stringContaining(`${String(seconds)} s ${what}`),
    });
  });

  it('are looked up by the same times', () => {
    for (const { state, since } of overdueSince(now, deadlines)) {
      expect(overdue({ state, stateSince: since }, now, deadlines)).toBeDefined();
    }
  });

  it('leave alone what has ended, and what waits for somebody’s decision', () => {
    for (const state of [...runState.options.filter(isFinished), 'held' as const]) {
      expect(overdue({ state, stateSince: ago(1e9) }, now, deadlines)).toBeUndefined();
      expect(overdueSince(now, deadlines).map((each) => each.state)).not.toContain(state);
    }
  });
});
