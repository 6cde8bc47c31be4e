import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Observable } from 'rxjs';
import { parseJsonBody } from './json-body';
import { declaredBodyBytes, readBody } from './read-body';

/**
 * Reads and parses the body of a request. Interceptors run after guards, middleware runs before them: so a body without a good
 * token costs nothing but its bytes on the wire.
 */
@Injectable()
export class BodyInterceptor implements NestInterceptor {
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    request.body = undefined;
    if (declaredBodyBytes(request) > 0) {
      const bytes = await readBody(request, http.getResponse<Response>());
      if (bytes.length > 0) request.body = parseJsonBody(bytes, request.headers['content-type'] ?? '');
    }
    return next.handle();
  }
}
