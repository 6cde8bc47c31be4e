import type { TopicDefinition } from '@muster/contracts';
import type { Pool } from 'pg';
import type { Log } from '../../logs/log';
import type { Delivery, MessageSender, RawMessage } from '../codec/raw-message';
import type { DeadLetterSink, LetterBody, Verdict } from '../dead-letters/dead-letter-sink';
import { fromDeadLetterMessage, toDeadLetterMessage } from '../dead-letters/dead-letter-headers';
import { DeadLetters, type DeadLetter } from '../dead-letters/dead-letters.port';
import type { BodyStore } from '../dead-letters/parked-body';
import { replayBatches } from '../dead-letters/replay-batches';
import { translatePostgresError } from './postgres-errors';

/** So many letters are read at a time: each has at most 64 KiB. */
const REPLAY_BATCH = 100;

interface DeadLetterRow {
  readonly id: string;
  readonly key: Buffer | null;
  readonly headers: RawMessage['headers'];
  readonly value: Buffer;
}

/** Dead letters in the table `events.dead_letter`; what the headers of a Kafka dead letter say is in `headers` here. */
export class PostgresDeadLetters extends DeadLetters implements DeadLetterSink {
  constructor(
    private readonly pool: Pool,
    private readonly sender: MessageSender,
    private readonly topicPrefix: string,
    private readonly store: BodyStore,
    private readonly log: Log,
  ) {
    super();
  }

  async bury(topic: TopicDefinition, delivery: Delivery, verdict: Verdict, body?: LetterBody): Promise<void> {
    const { key, headers, value } = toDeadLetterMessage(delivery, verdict, body);
    await this.query('insert into events.dead_letter (topic, key, headers, value) values ($1, $2, $3, $4)', [
      this.topicPrefix + topic.name,
      key ?? null,
      headers,
      value,
    ]);
  }

  async list(topic: TopicDefinition, limit: number): Promise<readonly DeadLetter[]> {
    const rows = await this.query(
      `select * from (
         select id, key, headers, value from events.dead_letter where topic = $1 order by id desc limit $2
       ) newest order by id`,
      [this.topicPrefix + topic.name, limit],
    );
    return rows.map(toDeadLetter);
  }

  async replay(topic: TopicDefinition, ids: readonly string[]): Promise<number> {
    const name = this.topicPrefix + topic.name;
    const numbers = ids.filter((id) => /^[0-9]{1,18}$/.test(id));
    let published = 0;
    for (let at = 0; at < numbers.length; at += REPLAY_BATCH) {
      const rows = await this.query(
        'select id, key, headers, value from events.dead_letter where topic = $1 and id = any($2::bigint[]) order by id',
        [name, numbers.slice(at, at + REPLAY_BATCH)],
      );
      for await (const letters of replayBatches(rows.map(toDeadLetter), this.store, this.log)) {
        await this.sender.send(name, letters);
        // A stop before this statement replays them again, which is what at-least-once allows.
        await this.query('delete from events.dead_letter where id = any($1::bigint[])', [
          letters.map(({ id }) => id),
        ]);
        published += letters.length;
      }
    }
    return published;
  }

  private async query(statement: string, values: unknown[]): Promise<DeadLetterRow[]> {
    try {
      return (await this.pool.query<DeadLetterRow>(statement, values)).rows;
    } catch (error) {
      throw translatePostgresError(error);
    }
  }
}

function toDeadLetter({ id, key, headers, value }: DeadLetterRow): DeadLetter {
  return fromDeadLetterMessage(id, { key: key ?? undefined, headers, value });
}
