import type { Diagnostic } from '@muster/contracts';
import { runTime, type RunTime } from './domain/as-of';

/** The time of a run that computes for now. */
export function presentTime(timeZone: string): RunTime {
  const time = runTime(undefined, timeZone, new Date());
  if (typeof time === 'string') throw new Error(`the clock of this host is wrong: ${time}`);
  return time;
}

/** The time of a run that a request asks for, or what is wrong with its field `asOf`. */
export function requestedTime(asOf: string | undefined, timeZone: string): RunTime | Diagnostic {
  const time = runTime(asOf, timeZone, new Date());
  switch (time) {
    case 'in-future':
      return {
        code: 'run.as-of-in-future',
        pointer: '/asOf',
        message: 'must not be in the future; leave it out for now',
      };
    case 'too-early':
      return { code: 'run.as-of-too-early', pointer: '/asOf', message: 'must not be before 1980-01-02' };
    default:
      return time;
  }
}
