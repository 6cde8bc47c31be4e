import { ProblemError } from '@muster/platform';

const DAY_MS = 86_400_000;

/** @throws ProblemError 410 when so many days have passed since; the file may be there a little longer. */
export function mustNotBeExpired(since: Date, days: number, code: string, what: string): void {
  if (Date.now() < since.getTime() + days * DAY_MS) return;
  throw new ProblemError(410, code, `${what} was kept for ${String(days)} days, which are over`);
}
