import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Log } from '../logs/log';
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
    if (problem.status === 503) response.setHeader('Retry-After', '1');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}
