import { ProblemError } from '@muster/platform';
import type { Response } from 'express';

/** 401 with the challenge that RFC 9110 asks for. */
export function unauthenticated(response: Response): ProblemError {
  response.setHeader('WWW-Authenticate', 'Bearer realm="muster"');
  return new ProblemError(
    401,
    'authentication.required',
    'send a valid token in the header "Authorization: Bearer …"',
  );
}
