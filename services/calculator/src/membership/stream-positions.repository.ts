import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';
import type { Position, StreamedResult } from './domain/telling';
import type { ResultToStream } from './streamed-result';

/** Enough to reach the newest complete result; where more were interrupted in a row, none is found, which is as safe. */
const NEWEST = 100;

/** How far memberships have been streamed, as all calculators see it. Failures are those of `ClickHouse`. */
@Injectable()
export class StreamPositionsRepository {
  constructor(private readonly clickhouse: ClickHouse) {}

  /** The newest of what was noted of an audience. */
  async noted({ organisationId, audienceId }: ResultToStream): Promise<StreamedResult[]> {
    return this.clickhouse.query<StreamedResult>(
      `SELECT epoch, run_seq AS runSeq, stage, run AS runId, definition_version AS definitionVersion, members,
         snapshots AS snapshotIds
       FROM membership_streams
       WHERE organisation = {organisation:UUID} AND audience = {audience:UUID}
       ORDER BY epoch DESC, run_seq DESC, stage DESC
       LIMIT ${NEWEST}`,
      { organisation: organisationId, audience: audienceId },
    );
  }

  /** The newest position of an audience, begun or complete. */
  async newest({ organisationId, audienceId }: ResultToStream): Promise<Position | undefined> {
    const [newest] = await this.clickhouse.query<Position>(
      `SELECT epoch, run_seq AS runSeq
       FROM membership_streams
       WHERE organisation = {organisation:UUID} AND audience = {audience:UUID}
       ORDER BY epoch DESC, run_seq DESC
       LIMIT 1`,
      { organisation: organisationId, audience: audienceId },
    );
    return newest;
  }

  async note(result: ResultToStream, stage: StreamedResult['stage']): Promise<void> {
    await this.clickhouse.insert('membership_streams', [
      {
        organisation: result.organisationId,
        audience: result.audienceId,
        epoch: result.stream.epoch,
        run_seq: result.runSeq,
        stage,
        run: result.runId,
        definition_version: result.definitionVersion,
        members: result.count,
        snapshots: result.snapshotIds,
      },
    ]);
  }
}
