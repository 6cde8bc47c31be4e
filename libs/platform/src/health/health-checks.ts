import { DependencyDownError } from '../errors/errors';

/** A dependency that does not answer within this time counts as down. */
const CHECK_TIMEOUT_MS = 2_000;

/** One thing that a service needs to be ready; the check throws when it is not there. */
export interface HealthCheck {
  readonly name: string;
  readonly check: () => Promise<void>;
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, { readonly up: boolean; readonly reason?: string }>>;
}

/** Whether a service can work now. */
export class HealthChecks {
  private stopping = false;

  constructor(private readonly checks: readonly HealthCheck[]) {}

  /** From now on the service is not ready: it takes no more work. */
  stop(): void {
    this.stopping = true;
  }

  /** Runs all checks at once. */
  async readiness(): Promise<Readiness> {
    const results = await Promise.all(
      this.checks.map(async ({ name, check }) => [name, await resultOf(check)] as const),
    );
    const ready = !this.stopping && results.every(([, result]) => result.up);
    return {
      ready,
      checks: {
        ...Object.fromEntries(results),
        ...(this.stopping && { service: { up: false, reason: 'stopping' } }),
      },
    };
  }
}

async function resultOf(check: () => Promise<void>): Promise<{ up: boolean; reason?: string }> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error('no answer in time'));
    }, CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([check(), timeout]);
    return { up: true };
  } catch (error) {
    // Messages of clients may quote URLs with passwords; those of the platform do not.
    return { up: false, reason: error instanceof DependencyDownError ? error.message : 'the check failed' };
  } finally {
    clearTimeout(timer);
  }
}
