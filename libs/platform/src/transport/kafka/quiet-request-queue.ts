import RequestQueue from 'kafkajs/src/network/requestQueue';

/**
 * Stops kafkajs from setting timers while a connection is idle. Its request queue sets a timer after every answer, with a
 * negative delay (so 1 ms) when nothing is throttled, and that timer sets the next one: some 3,100 timers a second in a process
 * at rest, 3.3 to 3.9 % of a core. A timer is needed only while requests wait for the end of a throttling: requests that wait
 * for a place among those in flight are sent when one of these is answered or times out, and both call
 * `checkPendingRequests`.
 *
 * Rejected: a fork of kafkajs (its releases would have to be followed), an option of its client (there is none; the queue is made deep inside a
 * connection). Revisit when kafkajs changes `src/network/requestQueue`: `quiet-request-queue.int-spec.ts` counts timers.
 */
export function quietRequestQueue(): void {
  RequestQueue.prototype.scheduleCheckPendingRequests = scheduleCheckPendingRequests;
}

function scheduleCheckPendingRequests(this: RequestQueue): void {
  const throttledForMs = this.throttledUntil - Date.now();
  if (this.throttleCheckTimeoutId !== null || this.pending.length === 0 || throttledForMs <= 0) return;
  this.throttleCheckTimeoutId = setTimeout(() => {
    this.throttleCheckTimeoutId = null;
    this.checkPendingRequests();
  }, throttledForMs);
}
