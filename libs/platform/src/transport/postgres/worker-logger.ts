import { Logger } from 'graphile-worker';
import type { Log } from '../../logs/log';

/** graphile-worker reports every job at level info; here its errors are warnings, since they reach us as events too. */
export function workerLogger(log: Log): Logger {
  return new Logger((scope) => (level: string, message) => {
    const fields = { ...scope };
    const text = `graphile-worker: ${message}`;
    if (level === 'error') log.warn(text, fields);
    else log.trace(text, fields);
  });
}
