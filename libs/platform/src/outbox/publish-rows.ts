import { topics, type CloudEvent, type TopicDefinition } from '@muster/contracts';
import { DependencyDownError } from '../errors/errors';
import type { EventPublisher } from '../transport/event-publisher.port';

export interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  /** The whole event, as JSON. */
  readonly event: string;
}

/** What became of rows. Those that are neither published nor refused were not tried. */
export interface Publication {
  readonly published: readonly OutboxRow[];
  /** The first event of each key that the publisher would not take; later ones of the key wait behind it. */
  readonly refused: readonly { readonly row: OutboxRow; readonly error: unknown }[];
  /** The broker went away. */
  readonly down: DependencyDownError | undefined;
}

const topicsByName = new Map<string, TopicDefinition>(
  Object.values(topics).map((topic) => [topic.name, topic]),
);

/** Publishes rows in their order per topic and key. */
export async function publishRows(
  publisher: EventPublisher,
  rows: readonly OutboxRow[],
): Promise<Publication> {
  const published: OutboxRow[] = [];
  const refused: { row: OutboxRow; error: unknown }[] = [];
  const publish = async (batch: readonly OutboxRow[]): Promise<void> => {
    await publisher.publish(topicOf(batch), batch.map(eventOf));
    published.push(...batch);
  };
  try {
    for (const ofTopic of groups(rows, (row) => row.topic)) {
      try {
        await publish(ofTopic);
      } catch (error) {
        if (error instanceof DependencyDownError) throw error;
        // One event spoils the batch: alone, each shows whether it is the one.
        for (const ofKey of groups(ofTopic, (row) => row.key)) {
          const refusal = await publishOneByOne(ofKey, publish);
          if (refusal) refused.push(refusal);
        }
      }
    }
  } catch (error) {
    if (error instanceof DependencyDownError) return { published, refused, down: error };
    throw error;
  }
  return { published, refused, down: undefined };
}

async function publishOneByOne(
  rows: readonly OutboxRow[],
  publish: (batch: readonly OutboxRow[]) => Promise<void>,
): Promise<{ row: OutboxRow; error: unknown } | undefined> {
  for (const row of rows) {
    try {
      await publish([row]);
    } catch (error) {
      if (error instanceof DependencyDownError) throw error;
      return { row, error };
    }
  }
  return undefined;
}

function groups(rows: readonly OutboxRow[], by: (row: OutboxRow) => string): OutboxRow[][] {
  const found = new Map<string, OutboxRow[]>();
  for (const row of rows) {
    const group = found.get(by(row));
    if (group) group.push(row);
    else found.set(by(row), [row]);
  }
  return [...found.values()];
}

function topicOf([first]: readonly OutboxRow[]): TopicDefinition {
  const topic = topicsByName.get(first?.topic ?? '');
  if (!topic)
    throw new Error(`the outbox has an event for a topic that does not exist: ${first?.topic ?? ''}`);
  return topic;
}

/** Was an event of its topic when it was added; the publisher's encoder checks what matters to the broker. */
function eventOf(row: OutboxRow): CloudEvent {
  return JSON.parse(row.event) as CloudEvent;
}
