import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { catchError, throwError, type Observable } from 'rxjs';
import { postgresFailure } from './postgres.errors';

/** Repositories throw what TypeORM throws; the retry policy of events learns from this that PostgreSQL is down. For HTTP, `problemOf` asks. */
@Injectable()
export class PostgresFailureInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(catchError((error: unknown) => throwError(() => postgresFailure(error))));
  }
}
