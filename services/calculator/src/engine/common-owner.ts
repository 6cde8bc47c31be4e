import { randomUUID } from 'node:crypto';
import type { QueryOwner } from './query-owner';

/**
 * Executes queries that several need, as their owner: of one, itself. They are ended when nobody waits for them any more.
 * @returns what `work` returns.
 */
export async function asCommonOwner<Result>(
  owners: readonly QueryOwner[],
  work: (owner: QueryOwner) => Promise<Result>,
): Promise<Result> {
  const [only, ...others] = owners;
  if (only && others.length === 0) return work(only);
  const id = randomUUID();
  const { signal, stopListening } = whenAll(owners.map((owner) => owner.signal));
  try {
    return await work({ signal, queryId: (...parts) => ['together', ...parts, id].join('/') });
  } finally {
    // Owners live longer than one of their queries.
    stopListening();
  }
}

/** A signal that fires when all of some have fired. */
function whenAll(signals: readonly AbortSignal[]): { signal: AbortSignal; stopListening: () => void } {
  const all = new AbortController();
  const check = (): void => {
    if (signals.every(({ aborted }) => aborted)) all.abort(signals[0]?.reason);
  };
  for (const signal of signals) signal.addEventListener('abort', check);
  check();
  const stopListening = (): void => {
    for (const signal of signals) signal.removeEventListener('abort', check);
  };
  return { signal: all.signal, stopListening };
}
