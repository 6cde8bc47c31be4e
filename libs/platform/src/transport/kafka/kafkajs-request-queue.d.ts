/** The part of kafkajs's request queue (2.2) that `quiet-request-queue.ts` replaces; kafkajs has no types for it. */
declare module 'kafkajs/src/network/requestQueue' {
  class RequestQueue {
    /** End of a throttling by the broker, in milliseconds since the epoch; in the past when nothing is throttled. */
    readonly throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    readonly pending: readonly unknown[];
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
  }
  export = RequestQueue;
}
