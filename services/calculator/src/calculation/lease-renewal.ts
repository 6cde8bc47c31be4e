/** Renewals in the time of a lease: one may be lost and one late before the piece is taken for abandoned. */
const RENEWALS_PER_LEASE = 3;

/**
 * Does work, and renews its lease meanwhile, however long a single statement takes.
 *
 * A renewal that fails is left to the next one and never ends the work: at worst somebody else does it too.
 * @param leaseSeconds no lease, and no renewals, when undefined.
 */
export async function whileRenewing<Result>(
  leaseSeconds: number | undefined,
  renew: () => Promise<void>,
  onFailure: (error: unknown) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  if (leaseSeconds === undefined) return work();
  let renewing = false;
  const timer = setInterval(
    () => {
      // A broker that does not answer would collect them.
      if (renewing) return;
      renewing = true;
      void renew()
        .catch(onFailure)
        .finally(() => {
          renewing = false;
        });
    },
    (leaseSeconds * 1000) / RENEWALS_PER_LEASE,
  );
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
