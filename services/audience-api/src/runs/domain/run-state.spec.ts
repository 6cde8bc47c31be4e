import { runState, type RunState } from '@muster/contracts';
import { isBeforeQueue, isFinished, stateAfter, type RunStep } from './run-state';

const steps: readonly RunStep[] = [
  'awaitPlan',
  'queue',
  'start',
  'gather',
  'publish',
  'hold',
  'supersede',
  'fail',
  'cancel',
];

describe('the states of a run', () => {
  it('lead from the request to the published result', () => {
    const way: RunStep[] = ['awaitPlan', 'queue', 'start', 'gather', 'publish'];
    let state: RunState | undefined = 'requested';
    const states = way.map((step) => (state = state && stateAfter(state, step)));
    expect(states).toEqual(['compiling', 'queued', 'running', 'publishing', 'completed']);
  });

  it('need neither the wait for a plan that is there nor the news of the start', () => {
    expect(stateAfter('requested', 'queue')).toBe('queued');
    expect(stateAfter('queued', 'gather')).toBe('publishing');
  });

  it.each(['completed', 'failed', 'superseded', 'cancelled'] as const)('never leave %s', (state) => {
    expect(isFinished(state)).toBe(true);
    expect(steps.map((step) => stateAfter(state, step))).toEqual(steps.map(() => undefined));
  });

  it('let every run that has not finished fail, be cancelled, or be superseded', () => {
    for (const state of runState.options.filter((option) => !isFinished(option))) {
      expect(stateAfter(state, 'fail')).toBe('failed');
      expect(stateAfter(state, 'cancel')).toBe('cancelled');
      expect(stateAfter(state, 'supersede')).toBe('superseded');
    }
  });

  it('publish only what is written', () => {
    const publishable = runState.options.filter((state) => stateAfter(state, 'publish') !== undefined);
    expect(publishable).toEqual(['publishing', 'held']);
  });

  it('hold only what is written, once', () => {
    const holdable = runState.options.filter((state) => stateAfter(state, 'hold') !== undefined);
    expect(holdable).toEqual(['publishing']);
  });

  it('can be queued once', () => {
    expect(runState.options.filter(isBeforeQueue)).toEqual(['requested', 'compiling']);
  });
});
