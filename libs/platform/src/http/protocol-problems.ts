import type { NextFunction, Request, Response } from 'express';
import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ProblemError } from '../errors/errors';
import { problemOf, type Problem } from '../errors/problem';

const PROBLEM_TYPE = 'application/problem+json';

/** What Node.js' parser cannot make a request of, by the code of its error; anything else is malformed. */
const PARSER_PROBLEMS: Readonly<Record<string, readonly [status: number, code: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    'request.headers-too-large',
    'the header fields are larger than 16 KiB together',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'request.timed-out', 'the request did not come in time'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'request.too-large', 'the extensions of chunks are too large'],
};

/** Answers with problem details what fails before there is a request, and would be answered by Node.js with nothing else. */
export function answerProtocolProblems(server: Server): void {
  // `requireHost` says it in words.
  Object.assign(server, { requireHostHeader: false });
  // Whoever asks before sending a body is told to go on when that is read: not before a guard has let the request through.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const detail = 'the only expectation that is met is 100-continue';
    const problem = problemOf(new ProblemError(417, 'request.unsupported-expectation', detail));
    response.writeHead(problem.status, {
      'Content-Type': PROBLEM_TYPE,
      'Cache-Control': 'no-store',
      Connection: 'close',
    });
    response.end(JSON.stringify(problem));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const known = PARSER_PROBLEMS[error.code ?? ''];
    const [status, code, detail] = known ?? [400, 'request.malformed', 'this is not an HTTP request'];
    socket.end(rawAnswer(problemOf(new ProblemError(status, code, detail))));
  });
}

/** HTTP/1.1 requests name the host that they are for (RFC 9112). */
export function requireHost(request: Request, _response: Response, next: NextFunction): void {
  const isMissing = request.httpVersion === '1.1' && request.headers.host === undefined;
  next(
    isMissing ? new ProblemError(400, 'request.malformed', 'the header field Host is missing') : undefined,
  );
}

function rawAnswer(problem: Problem): string {
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? 'Error'}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
