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
  const done = new AbortController();
  try {
    const signal = whenAll(
      owners.map((owner) => owner.signal),
      done.signal,
    );
    return await work({ signal, queryId: (...parts) => ['together', ...parts, id].join('/') });
  } finally {
    done.abort();
  }
}

/** @param done ends the listening: owners live longer than one of their queries. */
function whenAll(signals: readonly AbortSignal[], done: AbortSignal): AbortSignal {
  const all = new AbortController();
  const check = (): void => {
    if (signals.every(({ aborted }) => aborted)) all.abort(signals[0]?.reason);
  };
  for (const signal of signals) signal.addEventListener('abort', check, { signal: done });
  check();
  return all.signal;
}
