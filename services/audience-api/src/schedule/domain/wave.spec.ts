import type { RunState } from '@muster/contracts';
import { waitsFor, withoutResult, type WaveInput } from './wave';

const input = (runState: RunState | null, isDue = false): WaveInput => ({
  audienceId: String(runState),
  isDue,
  runState,
});

describe('a scheduled run', () => {
  it('waits for the runs of its inputs that will end, those included that are yet to be made', () => {
    const states: RunState[] = ['requested', 'compiling', 'queued', 'running', 'publishing'];
    expect(waitsFor(states.map((state) => input(state)))).toEqual(states);
    expect(waitsFor([input(null, true)])).toEqual(['null']);
  });

  it('waits neither for runs that have ended nor for audiences that are not due', () => {
    const ended: RunState[] = ['completed', 'failed', 'superseded', 'cancelled'];
    expect(waitsFor([...ended.map((state) => input(state)), input(null)])).toEqual([]);
  });

  it('finds no result of the day where the run of the input has failed or was cancelled', () => {
    const inputs = (['completed', 'failed', 'superseded', 'cancelled', 'running'] as const).map((state) =>
      input(state),
    );
    expect([...withoutResult([...inputs, input(null), input(null, true)])]).toEqual(['failed', 'cancelled']);
  });
});
