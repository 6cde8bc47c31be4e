import pino, { type DestinationStream, type Level, type Logger } from 'pino';
import { currentContext } from '../context/execution-context';
import { parseTraceparent } from '../tracing/traceparent';
import { errorFields } from './error-fields';

export type LogFields = Readonly<Record<string, unknown>>;

/**
 * JSON logs, one object a line on standard output. Every line carries the service and, while a request or an event is being
 * handled, its trace and event ids.
 */
export class Log {
  private constructor(private readonly pino: Logger) {}

  static create(service: string, level: Level | 'silent', destination?: DestinationStream): Log {
    const options = {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      errorKey: 'error',
      serializers: { error: (error: unknown) => errorFields(error) },
      formatters: { level: (label: string) => ({ level: label }) },
      mixin: contextFields,
    };
    return new Log(destination ? pino(options, destination) : pino(options));
  }

  trace(message: string, fields: LogFields = {}): void {
    this.pino.trace(fields, message);
  }

  debug(message: string, fields: LogFields = {}): void {
    this.pino.debug(fields, message);
  }

  info(message: string, fields: LogFields = {}): void {
    this.pino.info(fields, message);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.pino.warn(fields, message);
  }

  /** Put the error itself in the field `error`: it is written with its stack and causes. */
  error(message: string, fields: LogFields = {}): void {
    this.pino.error(fields, message);
  }

  /** A log whose lines carry more fields. */
  child(fields: LogFields): Log {
    return new Log(this.pino.child(fields));
  }
}

function contextFields(): object {
  const context = currentContext();
  if (!context) return {};
  const traceId = parseTraceparent(context.traceparent)?.traceId;
  return {
    ...(traceId && { traceId }),
    ...(context.eventId && { eventId: context.eventId }),
    ...(context.eventType && { eventType: context.eventType }),
  };
}
