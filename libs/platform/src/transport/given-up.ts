import type { CloudEvent, Failure } from '@muster/contracts';
import { PermanentError } from '../errors/errors';

/** An event that no further attempt is made at: its message is about to become a dead letter. */
export interface GivenUp<Event extends CloudEvent = CloudEvent> {
  readonly event: Event;
  /** Code of the dead letter: that of the permanent error, or `handler.failed` when the attempts are used up. */
  readonly code: string;
  /** Attempts that were made. */
  readonly attempts: number;
  /** What the last attempt threw. */
  readonly error: unknown;
}

/**
 * How a job failed whose request was given up, for those who wait for it. A permanent error speaks for itself. Anything else
 * was never meant for them (it may quote statements, hosts or data), so they get `code`, and where operators find the reason.
 * @param code stable, of the service: e.g. `calculation.given-up`.
 */
export function givenUpFailure(code: string, { event, attempts, error }: GivenUp): Failure {
  if (error instanceof PermanentError) return { code: error.code, message: error.message };
  const times = attempts === 1 ? 'one attempt' : `${attempts} attempts`;
  return {
    code,
    message: `given up after ${times}; the log and the dead letter of event ${event.id} say why`,
  };
}
