import { ShutdownDeadline } from './shutdown-deadline';

describe('ShutdownDeadline', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('leaves work some time to end, then aborts it', () => {
    const deadline = new ShutdownDeadline();
    deadline.onModuleDestroy();
    jest.advanceTimersByTime(19_000);
    expect(deadline.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1_000);
    expect(deadline.signal.aborted).toBe(true);
  });

  it('aborts nothing once the service has stopped', () => {
    const deadline = new ShutdownDeadline();
    deadline.onModuleDestroy();
    deadline.onApplicationShutdown();
    expect(jest.getTimerCount()).toBe(0);
  });
});
