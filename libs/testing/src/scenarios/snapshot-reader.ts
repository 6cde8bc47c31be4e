import { topics } from '@muster/contracts';
import type { ClickHouse } from '@muster/platform';
import type { TestResource } from '../resources/test-resource';
import { KafkaLog, type LoggedMessage } from './kafka-log';

/** What was published of a run, and what its snapshots hold. */
export interface SnapshotContent {
  /** Different publications: one is right. */
  readonly publications: number;
  readonly count: number;
  /** A line for each shard: its number, its rows, its members and a hash of them. */
  readonly shards: readonly string[];
}

interface Publication {
  readonly runId: string;
  readonly snapshotIds: readonly string[];
  readonly count: number;
}

/** Reads what runs have published, from the topic and from the engine, without any of Muster's code between. */
export class SnapshotReader {
  constructor(private readonly of: { readonly resources: TestResource; readonly clickhouse: ClickHouse }) {}

  /** Waits until all of the runs are on the topic. */
  async published(runIds: readonly string[]): Promise<ReadonlyMap<string, SnapshotContent>> {
    const wanted = new Set(runIds);
    const messages = await new KafkaLog(this.of.resources).read(
      topics.snapshot.name,
      (seen) =>
        new Set(seen.map(publicationOf).flatMap(({ runId }) => (wanted.has(runId) ? [runId] : []))).size ===
        wanted.size,
    );
    const contents = await this.contents();
    const ids = new Map<string, Set<string>>();
    const found = new Map<string, SnapshotContent>();
    for (const message of messages) {
      const { runId, snapshotIds, count } = publicationOf(message);
      if (!wanted.has(runId)) continue;
      const publications = (ids.get(runId) ?? new Set()).add(message.headers['ce_id'] ?? '');
      ids.set(runId, publications);
      const shards = snapshotIds.flatMap((id) => contents.get(id) ?? []).sort();
      found.set(runId, { publications: publications.size, count, shards });
    }
    return found;
  }

  private async contents(): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await this.of.clickhouse.query<{ snapshot: string; lines: string[] }>(
      `SELECT toString(snapshot) AS snapshot, groupArray(line) AS lines
       FROM
       (
         SELECT snapshot, concat('shard ', toString(shard), ': ', toString(count()), ' row of ', toString(sum(card)), ' members ',
           toString(groupBitXor(cityHash64(bitmapToArray(users))))) AS line
         FROM snapshots GROUP BY snapshot, shard
       )
       GROUP BY snapshot`,
    );
    return new Map(rows.map(({ snapshot, lines }) => [snapshot, lines]));
  }
}

function publicationOf({ value }: LoggedMessage): Publication {
  return JSON.parse(value?.toString('utf8') ?? '{}') as Publication;
}
