/** Who has been given a piece, as far as the API knows. All times are those of the database: the clocks of workers and of API replicas differ. */
export interface Lease {
  /** How often the piece has been offered to workers, from 1. */
  readonly attempt: number;
  /** How often a worker that had taken the piece up fell silent. */
  readonly losses: number;
  /** Until then a worker must be heard of: the one that has the piece, or anyone who takes it up. Null: from before there were leases. */
  readonly leaseUntil: Date | null;
  /** The process that has taken the piece up; null while it waits in the topic. */
  readonly worker: string | null;
}

/** The same lease for a piece that goes on waiting: as long as the queue moves its turn comes, and a second offer would be work for two. */
export function waitOn(lease: Lease, now: Date, leaseSeconds: number): Lease {
  return { ...lease, leaseUntil: offer(lease.attempt, lease.losses, now, leaseSeconds).leaseUntil };
}

/** What a worker says of itself while it works on a piece. */
export interface SignOfLife {
  readonly attempt: number;
  readonly worker: string;
}

/**
 * An offer is repeated when nobody has taken it up in so many leases, twice as many the next time. Nothing is lost in a topic; but the
 * request may lie behind a worker that neither works nor dies. When it only waits its turn in a long queue, the repetition finds the
 * run completed, and is not calculated.
 */
export const LEASES_OF_AN_OFFER = 10;

/** The lease of a piece that is offered to workers. */
export function offer(attempt: number, losses: number, now: Date, leaseSeconds: number): Lease {
  const leases = LEASES_OF_AN_OFFER * 2 ** (attempt - 1);
  return { attempt, losses, leaseUntil: after(now, leases * leaseSeconds), worker: null };
}

/**
 * The lease after a sign of life: it begins anew. Workers of an earlier attempt go on unharmed, but the piece is no longer theirs
 * to hold.
 */
export function renew(lease: Lease, sign: SignOfLife, now: Date, leaseSeconds: number): Lease {
  if (sign.attempt < lease.attempt) return lease;
  return { ...sign, losses: lease.losses, leaseUntil: after(now, leaseSeconds) };
}

/**
 * What is to be done about a piece: nothing, or to offer it again because nobody has taken it up, or because its worker is taken for
 * dead; `exhausted` when that has happened `maxLosses` times. A piece that waits costs nobody an attempt.
 */
export type LeaseVerdict = 'held' | 'exhausted' | { readonly offer: Lease };

export function judgeLease(
  { attempt, losses, leaseUntil, worker }: Lease,
  now: Date,
  { maxLosses, leaseSeconds }: { readonly maxLosses: number; readonly leaseSeconds: number },
): LeaseVerdict {
  if (leaseUntil === null || leaseUntil > now) return 'held';
  const lost = worker === null ? losses : losses + 1;
  if (lost >= maxLosses) return 'exhausted';
  return { offer: offer(attempt + 1, lost, now, leaseSeconds) };
}

function after(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
