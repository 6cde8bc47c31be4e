/** Who has been given a piece, as far as the API knows. */
export interface Lease {
  /** How often the piece has been given to a worker, from 1. */
  readonly attempt: number;
  /** Null while nobody has taken the piece up: it waits in the topic, which loses nothing. */
  readonly leaseUntil: Date | null;
  /** The process that was heard of last. */
  readonly worker: string | null;
}

/** What a worker says of itself while it works on a piece. */
export interface SignOfLife {
  readonly attempt: number;
  readonly worker: string | null;
}

/**
 * The lease after a sign of life: it begins anew, by the clock of the API, since the clocks of workers may differ. Workers of an
 * earlier attempt go on unharmed, but the piece is no longer theirs to hold.
 */
export function renew(lease: Lease, sign: SignOfLife, now: Date, leaseSeconds: number): Lease {
  if (sign.attempt < lease.attempt) return lease;
  return { ...sign, leaseUntil: new Date(now.getTime() + leaseSeconds * 1000) };
}

/** `takeOver`: the worker is taken for dead, and the piece is for another; `exhausted`: it has been given away often enough. */
export type LeaseVerdict = 'held' | 'takeOver' | 'exhausted';

export function judgeLease({ attempt, leaseUntil }: Lease, now: Date, maxAttempts: number): LeaseVerdict {
  if (leaseUntil === null || leaseUntil > now) return 'held';
  return attempt < maxAttempts ? 'takeOver' : 'exhausted';
}

/** The lease of a piece that is offered to other workers. */
export function offerAgain({ attempt }: Lease): Lease {
  return { attempt: attempt + 1, leaseUntil: null, worker: null };
}
