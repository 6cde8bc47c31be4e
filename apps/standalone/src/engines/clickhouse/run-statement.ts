import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Session } from 'chdb';
import { toEngineError } from './engine-error';
import type { EngineSessions } from './engine-sessions';
import { commentOf, killQuery } from './kill-query';
import { readText, spoolBody } from './request-body';
import type { EngineRequest } from './request';
import { ResultWriter } from './result-writer';
import { headerLength, resultShape } from './result-format';
import { literal, readStatement } from './statement';
import type { Statement } from './statement';

/** Where requests run. */
export interface Engine {
  readonly sessions: EngineSessions;
  /** Folder for rows on their way into a table. */
  readonly spool: string;
}

/** The engine reads a statement up to this length, in bytes, unless a setting says otherwise. */
const DEFAULT_MAX_QUERY_SIZE = 262_144;

/**
 * Runs one request on a session of its own and writes the answer. A client that goes away takes its query with it.
 * @throws EngineError as long as nothing of an answer has been sent.
 */
export async function runStatement(
  engine: Engine,
  request: EngineRequest,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const comment = commentOf(request.queryId, randomUUID());
  const rows = new RowsFile(join(engine.spool, randomUUID()));
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  try {
    const killing = killQuery(request.query);
    const statement = await withRows(readStatement(killing ?? request.query), request, message, rows);
    const writer = new ResultWriter(request, statement, response);
    // What ends queries does not wait for queries to end.
    const lease =
      killing === undefined
        ? await engine.sessions.lease(request.sessionId, request.sessionTimeout)
        : engine.sessions.leaseAtOnce();
    try {
      if (gone.signal.aborted) return;
      gone.signal.addEventListener('abort', () => void engine.sessions.kill(comment).catch(() => undefined));
      await prepare(lease.session, request, comment);
      await answer(lease.session, statement, request, writer, gone);
    } catch (error) {
      await letGo(lease.session);
      await writer.failed(toEngineError(error));
    } finally {
      lease.release();
    }
  } catch (error) {
    throw toEngineError(error);
  } finally {
    await rows.remove();
  }
}

/**
 * A session keeps a statement that has failed in the list of running ones until it gets another, or is closed; and chdb closes none as
 * long as any statement of the process runs, so that a query that was stopped would seem to run on.
 */
async function letGo(session: Session): Promise<void> {
  await session.queryAsync('SELECT 1').catch(() => undefined);
}

/**
 * The statement with the rows of the body in it: spooled to a file that the engine reads itself, so that their number has
 * no limit, every format is bytes, and views fire as for any insert. Statements that read their rows in another way
 * (`INSERT … SELECT … FROM input(…)`) get them as text.
 */
async function withRows(
  statement: Statement,
  request: EngineRequest,
  message: IncomingMessage,
  file: RowsFile,
): Promise<Statement> {
  if (!request.bodyFollows) return statement;
  if (statement.rowsGoAt === undefined) {
    const rest = await readText(message);
    return rest === '' ? statement : readStatement(`${request.query}\n${rest}`);
  }
  const compression = await file.write(message);
  const infile = `FROM INFILE ${literal(file.path)}${compression ? ` COMPRESSION ${literal(compression)}` : ''} `;
  const before = statement.text.slice(0, statement.rowsGoAt);
  const after = statement.text.slice(statement.rowsGoAt).replace(/^VALUES\b/i, 'FORMAT Values');
  return { ...statement, text: `${before}${infile}${after}` };
}

class RowsFile {
  private written = false;

  constructor(readonly path: string) {}

  async write(message: IncomingMessage): Promise<string | undefined> {
    this.written = true;
    return spoolBody(message, this.path);
  }

  async remove(): Promise<void> {
    if (this.written) await rm(this.path, { force: true });
  }
}

/**
 * Gives a fresh session what the request says. Parameters become variables of the session: chdb's own way of binding them
 * goes through state that all sessions of the process share, so bound queries would have to run one after another.
 */
async function prepare(session: Session, request: EngineRequest, comment: string): Promise<void> {
  const values = [...request.parameters]
    .map(([name, value]) => `param_${name} = ${literal(value)}`)
    .join(', ');
  const size = Buffer.byteLength(values) + 1024;
  // The limit on a statement's length counts values here, but not on ClickHouse, where they are no part of the text.
  const isLong = size > DEFAULT_MAX_QUERY_SIZE;
  if (isLong) {
    await session.queryAsync(`SET max_query_size = ${size}`);
    await session.queryAsync(`SET ${values}, max_query_size = DEFAULT`);
  }
  const settings = [...request.settings, ['log_comment', comment] as const];
  const statements = [
    `SET ${settings.map(([name, value]) => `${name} = ${literal(value)}`).join(', ')}`,
    ...(request.database ? [`USE \`${request.database.replace(/[\\`]/g, '\\$&')}\``] : []),
    ...(values !== '' && !isLong ? [`SET ${values}`] : []),
  ];
  await session.queryAsync(statements.join('; '));
}

async function answer(
  session: Session,
  statement: Statement,
  request: EngineRequest,
  writer: ResultWriter,
  gone: AbortController,
): Promise<void> {
  const shape = resultShape(writer.format, request.settings);
  const streams =
    statement.kind === 'select' &&
    shape.kind === 'rows' &&
    !request.waitForEnd &&
    // Starting a stream analyses the query on the main thread: all other requests would wait.
    !statement.worksAhead;
  if (!streams) {
    const result = await session.queryAsync(statement.text, { format: writer.format });
    await writer.whole(result.bytes(), {
      elapsedSeconds: result.elapsed,
      // Of an insert the engine tells the rows that it has read from the file; of INSERT … SELECT nothing.
      rows: result.rowsRead,
      bytes: result.bytesRead,
    });
    return;
  }
  const stream = session.queryStream(statement.text, { format: writer.format, signal: gone.signal });
  let first = true;
  for await (const chunk of stream) {
    const bytes = chunk.raw();
    const from = first ? 0 : headerLength(bytes, shape.headerLines, writer.format);
    first = false;
    await writer.part(bytes.subarray(from));
  }
  await writer.end();
}
