import { once } from 'node:events';
import { Inject, Injectable } from '@nestjs/common';
import { ProblemError, SERVICE_CONFIG } from '@muster/platform';
import type { Response } from 'express';
import type { AudienceApiConfig } from '../config';
import { Counted } from '../limits/counted';

/** Streams of one replica at a time: each looks into the database about once a second. */
const MOST_STREAMS = 500;
/** Streams end with their runs, which take seconds to minutes. */
const RETRY_SECONDS = 5;

/** Answers with server-sent events. */
@Injectable()
export class EventStreams {
  /** Streams that are open now. */
  open = 0;
  private readonly byOrganisation: Counted;

  constructor(@Inject(SERVICE_CONFIG) config: AudienceApiConfig) {
    this.byOrganisation = new Counted(config.ORGANISATION_EVENT_STREAMS);
  }

  /**
   * Writes what a source has to say until it ends or the client goes away; the source's signal is aborted then. Nothing is written ahead of
   * a client that reads slowly. A source that ends without a word is answered with 204, by which browsers know not to ask again.
   * @param source its messages are text in the format of server-sent events. What it throws before the first one becomes problem
   *   details.
   * @throws ProblemError 429 `events.too-many-streams` when the organisation has too many, 503 when all together have
   */
  async send(
    response: Response,
    organisationId: string,
    source: (signal: AbortSignal) => AsyncGenerator<string>,
  ): Promise<void> {
    if (this.open >= MOST_STREAMS) throw tooMany(503, 'all organisations together');
    const leave = this.byOrganisation.enter(organisationId);
    if (!leave) throw tooMany(429, 'this organisation');
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    this.open += 1;
    try {
      await writeAll(response, source(gone.signal), gone.signal);
    } finally {
      this.open -= 1;
      leave();
    }
  }
}

function tooMany(status: 429 | 503, whose: string): ProblemError {
  const message = `too many event streams of ${whose} are open; close some, or try again later`;
  return new ProblemError(status, 'events.too-many-streams', message, [], RETRY_SECONDS);
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
