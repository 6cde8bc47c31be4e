import { DependencyDownError, PermanentError } from '../../errors/errors';
import { quickRetries } from '../test-events-spec';
import { attempt, type AttemptObserver } from './attempt';
import { backoffMs, wait } from './retry-policy';

const never = new AbortController().signal;

function observer() {
  const seen: string[] = [];
  const observe: AttemptObserver = {
    retrying: (_error, failures) => seen.push(`retrying ${failures}`),
    paused: ({ dependency }) => seen.push(`paused ${dependency}`),
    resumed: () => seen.push('resumed'),
  };
  return { seen, observe };
}

/** Work that throws the given errors one after the other, and then succeeds. */
function failing(...errors: Error[]) {
  return async () => {
    await Promise.resolve();
    const error = errors.shift();
    if (error) throw error;
    return 'result';
  };
}

describe('attempt', () => {
  it('repeats what failed for a time', async () => {
    const { seen, observe } = observer();
    const outcome = await attempt(failing(new Error('1'), new Error('2')), quickRetries, never, observe);
    expect(outcome).toEqual({ kind: 'done', result: 'result' });
    expect(seen).toEqual(['retrying 1', 'retrying 2']);
  });

  it('gives up after the last attempt', async () => {
    const errors = [1, 2, 3, 4].map((number) => new Error(String(number)));
    const outcome = await attempt(failing(...errors), quickRetries, never, observer().observe);
    expect(outcome).toEqual({ kind: 'failed', code: 'handler.failed', attempts: 3, error: errors[2] });
  });

  it('gives up at once what can never succeed', async () => {
    const error = new PermanentError('test.never', 'never');
    const outcome = await attempt(failing(new Error('1'), error), quickRetries, never, observer().observe);
    expect(outcome).toEqual({ kind: 'failed', code: 'test.never', attempts: 2, error });
  });

  it('waits for a dependency without using attempts up', async () => {
    const { seen, observe } = observer();
    const down = Array.from({ length: 8 }, () => new DependencyDownError('clickhouse', 'down'));
    const outcome = await attempt(failing(...down, new Error('1')), quickRetries, never, observe);
    expect(outcome.kind).toBe('done');
    expect(seen).toEqual(['paused clickhouse', 'retrying 1', 'resumed']);
  });

  it('ends its waiting, but not the work, when the consumer stops', async () => {
    const stopping = new AbortController();
    const slow = { ...quickRetries, baseDelayMs: 1e6, maxDelayMs: 1e6, maxPauseMs: 1e6 };
    const { seen, observe } = observer();
    const waiting = attempt(
      failing(new DependencyDownError('broker', 'down')),
      slow,
      stopping.signal,
      observe,
    );
    const working = attempt(
      async () => {
        await wait(20, never);
        return 'finished';
      },
      slow,
      stopping.signal,
      observe,
    );
    stopping.abort();
    expect(await waiting).toEqual({ kind: 'abandoned' });
    expect(await working).toEqual({ kind: 'done', result: 'finished' });
    expect(seen).toEqual(['paused broker', 'resumed']);
    expect(await attempt(failing(), slow, stopping.signal, observe)).toEqual({ kind: 'abandoned' });
  });
});

describe('backoffMs', () => {
  it('doubles up to a limit, with full jitter', () => {
    const most = [1, 2, 3, 4, 5].map((failures) => backoffMs(100, 1000, failures, () => 1));
    expect(most).toEqual([100, 200, 400, 800, 1000]);
    expect(backoffMs(100, 1000, 3, () => 0)).toBe(0);
    expect(backoffMs(100, 1000, 5000, () => 1)).toBe(1000);
  });
});
