import { once } from 'node:events';
import { Injectable } from '@nestjs/common';
import { ProblemError } from '@muster/platform';
import type { Response } from 'express';

/** Streams of one replica at a time: each looks into the database about once a second. */
const MOST_STREAMS = 500;

/** Answers with server-sent events. */
@Injectable()
export class EventStreams {
  /** Streams that are open now. */
  open = 0;

  /**
   * Writes what a source has to say until it ends or the client goes away; the source's signal is aborted then. Nothing is written ahead of
   * a client that reads slowly. A source that ends without a word is answered with 204, by which browsers know not to ask again.
   * @param source its messages are text in the format of server-sent events. What it throws before the first one becomes problem
   *   details.
   * @throws ProblemError 503 `events.too-many-streams`
   */
  async send(response: Response, source: (signal: AbortSignal) => AsyncGenerator<string>): Promise<void> {
    if (this.open >= MOST_STREAMS) {
      throw new ProblemError(503, 'events.too-many-streams', 'too many streams are open; try again later');
    }
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    this.open += 1;
    try {
      await writeAll(response, source(gone.signal), gone.signal);
    } finally {
      this.open -= 1;
    }
  }
}

async function writeAll(
  response: Response,
  messages: AsyncGenerator<string>,
  gone: AbortSignal,
): Promise<void> {
  for await (const message of messages) {
    if (gone.aborted) return;
    if (!response.headersSent) {
      // Proxies that collect what they pass on would hold news back.
      response.set({ 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' }).type('text/event-stream');
    }
    if (!response.write(message)) await drained(response, gone);
  }
  if (!response.headersSent) response.status(204);
  response.end();
}

async function drained(response: Response, gone: AbortSignal): Promise<void> {
  try {
    await once(response, 'drain', { signal: gone });
  } catch (error) {
    if (!gone.aborted) throw error;
  }
}
