import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Log } from '../logs/log';
import { asksBeforeSending, declaredBodyBytes, MAX_BODY_BYTES } from '../http/read-body';
import { ProblemError } from './errors';
import { problemOf } from './problem';

/** Answers every failure of an HTTP request with problem details (RFC 9457). */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const problem = problemOf(error);
    if (problem.status >= 500) {
      this.log.error('a request failed', { method: request.method, path: request.path, error });
    }
    if (response.headersSent) {
      // Half an answer has gone out; breaking the connection is the only way left to say that it is not whole.
      response.destroy();
      return;
    }
    const retryAfter = retryAfterSeconds(error, problem.status);
    if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter));
    if (leavesLongBody(request)) response.setHeader('Connection', 'close');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}

/**
 * Whether Node.js would read, after the answer, a body that is too long or that is not going to be sent, before it takes the next
 * request of the connection.
 */
function leavesLongBody(request: Request): boolean {
  return !request.complete && (declaredBodyBytes(request) > MAX_BODY_BYTES || asksBeforeSending(request));
}

function retryAfterSeconds(error: unknown, status: number): number | undefined {
  if (error instanceof ProblemError && error.retryAfterSeconds !== undefined) return error.retryAfterSeconds;
  return status === 503 ? 1 : undefined;
}
