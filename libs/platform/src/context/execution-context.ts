import { AsyncLocalStorage } from 'node:async_hooks';

/** On behalf of what the code is running: an HTTP request, or an event that is being handled. */
export interface ExecutionContext {
  /** W3C trace context; new events carry it on. */
  readonly traceparent?: string;
  readonly eventId?: string;
  readonly eventType?: string;
}

const storage = new AsyncLocalStorage<ExecutionContext>();

/** Runs `work`, and all that it awaits, in a context: logs carry its ids. */
export function runInContext<Result>(context: ExecutionContext, work: () => Result): Result {
  return storage.run(context, work);
}

/** The context of the running code; undefined outside of requests and events. */
export function currentContext(): ExecutionContext | undefined {
  return storage.getStore();
}
