/** What the parent tells the engine's process to start with; any second message means: stop. */
export interface Order {
  readonly path: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** What the engine's process answers, once. */
export type Answer =
  { readonly kind: 'ready'; readonly port: number } | { readonly kind: 'failed'; readonly message: string };

/** Requests that run at once; others wait their turn. Each holds a thread, so more would only take memory. */
export const CONCURRENT_REQUESTS = 32;

/** Threads of libuv's pool: one per running request, and some for files, compression and KILL QUERY. */
export const THREAD_POOL_SIZE = CONCURRENT_REQUESTS + 16;
