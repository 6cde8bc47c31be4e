import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';

/** A result whose members are in files. */
export interface ResultFiles {
  readonly organisationId: string;
  readonly audienceId: string;
  readonly runId: string;
  readonly epoch: number;
}

/** Which files of members are still the state of a stream. Failures are those of `ClickHouse`. */
@Injectable()
export class StreamedFilesRepository {
  constructor(private readonly clickhouse: ClickHouse) {}

  /** Of some results, the newest of each audience that was streamed to its end. */
  async newest(results: readonly ResultFiles[]): Promise<ResultFiles[]> {
    if (results.length === 0) return [];
    return this.clickhouse.query<ResultFiles>(
      `SELECT organisation AS organisationId, audience AS audienceId, newest.1 AS runId, newest.2 AS epoch FROM
       (
         SELECT organisation, audience, argMax((run, epoch), (epoch, run_seq)) AS newest
         FROM membership_streams
         WHERE stage = 'complete' AND audience IN {audiences:Array(UUID)}
           AND has({files:Array(String)}, concat(toString(run), '/', toString(epoch)))
         GROUP BY organisation, audience
       )`,
      {
        audiences: [...new Set(results.map(({ audienceId }) => audienceId))],
        files: [...new Set(results.map(({ runId, epoch }) => `${runId}/${String(epoch)}`))],
      },
    );
  }
}
