import { randomUUID } from 'node:crypto';
import type { QueryOwner } from './query-owner';

/** The owner of queries that several need: of one, itself. They are ended when nobody waits for them any more. */
export function commonOwner(owners: readonly QueryOwner[]): QueryOwner {
  const [only, ...others] = owners;
  if (only && others.length === 0) return only;
  const id = randomUUID();
  return {
    signal: whenAll(owners.map(({ signal }) => signal)),
    queryId: (...parts) => ['together', ...parts, id].join('/'),
  };
}

function whenAll(signals: readonly AbortSignal[]): AbortSignal {
  const all = new AbortController();
  const check = (): void => {
    if (signals.every(({ aborted }) => aborted)) all.abort(signals[0]?.reason);
  };
  for (const signal of signals) signal.addEventListener('abort', check, { once: true });
  check();
  return all.signal;
}
