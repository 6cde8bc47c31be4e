import type { LoggerService } from '@nestjs/common';
import type { Log } from './log';

/** Lets Nest write its own messages to the service's log; its start-up chatter is for debugging. */
export class NestLogger implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.target.debug(text(message), source(rest));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.target.trace(text(message), source(rest));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.target.debug(text(message), source(rest));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.target.warn(text(message), source(rest));
  }

  error(message: unknown, ...rest: unknown[]): void {
    const [stack] = rest.length > 1 ? rest : [];
    this.target.error(text(message), { ...source(rest), ...(typeof stack === 'string' && { stack }) });
  }
}

function text(message: unknown): string {
  if (message instanceof Error) return message.stack ?? message.message;
  return typeof message === 'string' ? message : JSON.stringify(message);
}

/** Nest passes the name of the class that speaks as the last argument. */
function source(rest: readonly unknown[]): { source?: string } {
  const last = rest.at(-1);
  return typeof last === 'string' ? { source: last } : {};
}
