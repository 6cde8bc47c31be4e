import { MAX_INLINE_DATA_BYTES, topics, type CloudEvent, type TopicDefinition } from '@muster/contracts';
import { DependencyDownError } from '../errors/errors';
import type { EventPublisher } from '../transport/event-publisher.port';

export interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  /** The whole event, as JSON. */
  readonly event: string;
}

export interface Unpublished {
  readonly row: OutboxRow;
  readonly error: unknown;
}

/** What became of rows. Those that are neither published nor refused were not tried. */
export interface Publication {
  readonly published: readonly OutboxRow[];
  /** The first event of each key that the publisher would not take; later ones of the key wait behind it. */
  readonly refused: readonly Unpublished[];
  /** The first event of each key that needs the object store, which does not answer; later ones of the key wait behind it. */
  readonly waiting: readonly Unpublished[];
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
  const unpublished: Unpublished[] = [];
  const publish = async (batch: readonly OutboxRow[]): Promise<void> => {
    if (batch.length === 0) return;
    await publisher.publish(topicOf(batch), batch.map(eventOf));
    published.push(...batch);
  };
  let down: DependencyDownError | undefined;
  try {
    for (const ofTopic of groups(rows, (row) => row.topic)) {
      unpublished.push(...(await publishTopic(ofTopic, publish)));
    }
  } catch (error) {
    if (!isBrokerDown(error)) throw error;
    down = error;
  }
  const [waiting, refused] = divided(unpublished, ({ error }) => error instanceof DependencyDownError);
  return { published, refused, waiting, down };
}

type Publish = (batch: readonly OutboxRow[]) => Promise<void>;

async function publishTopic(rows: readonly OutboxRow[], publish: Publish): Promise<Unpublished[]> {
  try {
    await publish(rows);
    return [];
  } catch (error) {
    if (isBrokerDown(error)) throw error;
    const keys = new Set(rows.filter(isLarge).map(({ key }) => key));
    const [large, small] = divided(rows, ({ key }) => keys.has(key));
    if (!(error instanceof DependencyDownError) || large.length === 0) return publishKeyByKey(rows, publish);
    // The object store is away. Keys without a large event do not need it.
    return [...(await publishTopic(small, publish)), ...(await publishKeyByKey(large, publish))];
  }
}
/** One event spoils a batch: alone, each shows whether it is the one. */
async function publishKeyByKey(rows: readonly OutboxRow[], publish: Publish): Promise<Unpublished[]> {
  const unpublished: Unpublished[] = [];
  for (const ofKey of groups(rows, (row) => row.key)) {
    for (const row of ofKey) {
      try {
        await publish([row]);
      } catch (error) {
        if (isBrokerDown(error)) throw error;
        unpublished.push({ row, error });
        break;
      }
    }
  }
  return unpublished;
}

/** Whatever else is down stops only the events that need it. */
function isBrokerDown(error: unknown): error is DependencyDownError {
  return error instanceof DependencyDownError && error.dependency !== 'object-store';
}

/** The row has the envelope too, so that this may call a row large that is not, by a little. */
function isLarge({ event }: OutboxRow): boolean {
  return Buffer.byteLength(event) > MAX_INLINE_DATA_BYTES;
}

function divided<Value>(values: readonly Value[], is: (value: Value) => boolean): [Value[], Value[]] {
  return [values.filter(is), values.filter((value) => !is(value))];
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
