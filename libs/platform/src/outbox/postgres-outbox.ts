import type { TopicDefinition, TopicEvent } from '@muster/contracts';
import type { EntityManager } from 'typeorm';
import { Outbox } from './outbox.port';

/** The channel on which a commit of outbox rows is announced; one for each schema. */
export function outboxChannel(schema: string): string {
  return `outbox_${schema}`;
}

export class PostgresOutbox extends Outbox {
  constructor(private readonly schema: string) {
    super();
  }

  override async add<Topic extends TopicDefinition>(
    manager: EntityManager,
    topic: Topic,
    events: readonly TopicEvent<Topic>[],
  ): Promise<void> {
    if (events.length === 0) return;
    if (!manager.queryRunner?.isTransactionActive) {
      throw new Error('events are added to the outbox inside a transaction, with its manager');
    }
    // WITH ORDINALITY and ORDER BY: ids are given out in the order of the events.
    await manager.query(
      `INSERT INTO outbox (topic, key, event)
       SELECT $1, added.key, added.event
       FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS added (key, event, position)
       ORDER BY added.position`,
      [topic.name, events.map((event) => event.partitionkey), events.map((event) => JSON.stringify(event))],
    );
    // Delivered when the transaction commits, and not at all when it does not.
    await manager.query('SELECT pg_notify($1, $2)', [outboxChannel(this.schema), '']);
  }
}
