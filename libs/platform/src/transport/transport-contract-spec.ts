import { describeWith, kafkaForTest, postgresForTest, type TestResource } from '@muster/testing';
import type { TransportConfig } from '../config/platform-config';
import type { DeadLetter } from './dead-letters/dead-letters.port';
import { numbered, testTopic, type TestTopic } from './test-events-spec';
import { configOf, TransportFixture, waitUntil } from './transport-fixture-spec';
import type { Transport } from './transport';

/** What every test of the contract has for itself: a topic, a group that is known to want it, and a transport. */
export class ContractTest {
  config!: TransportConfig;
  fixture!: TransportFixture;
  topic!: TestTopic;
  transport!: Transport;
  group!: string;

  async begin(config: TransportConfig): Promise<void> {
    this.config = config;
    this.fixture = new TransportFixture(config);
    this.topic = testTopic();
    // A group of its own: a Kafka group with members of other subscriptions would share their topics.
    this.group = `test-service-${this.topic.name.slice(5, 13)}`;
    this.transport = await this.fixture.transport([this.topic]);
    await this.transport.ensureSubscriptions([{ group: this.group, topics: [this.topic] }]);
  }

  publish(key: string, ...numbers: number[]): Promise<void> {
    const events = numbers.map((number) => numbered(this.topic, key, number));
    return this.transport.publisher.publish(this.topic, events);
  }

  /**
   * Waits for the dead letters of at least so many messages. One that comes again, as on Kafka when its partition has moved, is buried
   * again: its first letter counts.
   */
  async deadLetters(count: number): Promise<readonly DeadLetter[]> {
    const letters = new Map<string, DeadLetter>();
    await waitUntil(`${count} dead letters`, async () => {
      for (const letter of await this.transport.deadLetters.list(this.topic, 100)) {
        const message = `${letter.originalPartition}/${letter.originalOffset}`;
        if (!letters.has(message)) letters.set(message, letter);
      }
      return letters.size >= count;
    });
    return [...letters.values()];
  }
}

/** Promises of a transport, each kept on each of the two. */
export function describeTransports(what: string, promises: (test: ContractTest) => void): void {
  describeWith(['kafka'], `transport over Kafka: ${what}`, () => {
    onResource(kafkaForTest, promises);
  });
  describeWith(['postgres'], `transport over Postgres: ${what}`, () => {
    onResource(postgresForTest, promises);
  });
}

function onResource(
  resourceForTest: () => Promise<TestResource>,
  promises: (test: ContractTest) => void,
): void {
  const test = new ContractTest();
  let resource: TestResource;

  beforeAll(async () => {
    resource = await resourceForTest();
  });
  afterAll(async () => {
    await resource.dispose();
  });
  beforeEach(async () => {
    await test.begin(configOf(resource));
  });
  afterEach(async () => {
    await test.fixture.dispose();
  });

  promises(test);
}
