import type { Consumer as KafkaJsConsumer, EachBatchPayload, IMemberAssignment, Kafka } from 'kafkajs';
import { Gate } from '../../concurrency/gate';
import type { Log } from '../../logs/log';
import type { MessageProcessor } from '../consume/message-processor';
import { MembershipGrace } from '../consume/membership-grace';
import { backoffMs, wait } from '../consume/retry-policy';
import type { Consumer } from '../event-strategy';
import type { TransportMetrics } from '../transport-metrics';
import { translateKafkaError } from './kafka-errors';
import { GuardedProcessor } from './guarded-processor';
import { OffsetCommitter } from './offset-committer';
import { PartitionLane } from './partition-lane';
import { StartNotes } from './start-notes';

/** A topic as the broker names it, and what handles its messages. */
export interface ConsumedTopic {
  readonly name: string;
  /** Name of the contract, for metrics. */
  readonly contract: string;
  readonly processor: MessageProcessor;
}

export interface KafkaConsumerOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  /** A member that was killed is missed after this time, and its partitions go to the others. */
  readonly sessionTimeoutMs: number;
  readonly topics: readonly ConsumedTopic[];
  /** A message that this many processes have started and not outlived becomes a dead letter. */
  readonly maxDeaths: number;
  readonly metrics: TransportMetrics;
  readonly log: Log;
}

interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

interface LeftNotes {
  /** Notes of partitions, by the keys of their lanes. */
  readonly byLane: ReadonlyMap<string, string | null>;
  /** Who is in the group: a member that lost a partition to another one has not died. */
  readonly members: ReadonlySet<string>;
}

/** How soon a member learns of a rebalance; at least three heartbeats fit into a session. */
const HEARTBEAT_INTERVAL_MS = 1_000;
/** The broker answers a fetch as soon as there is a message; this bounds how long a stop or the end of a pause takes to act. */
const MAX_FETCH_WAIT_MS = 250;
const RESTART = { baseMs: 500, maxMs: 10_000 };

/**
 * One member of a service's consumer group.
 *
 * kafkajs hands fetched batches over and goes on fetching, which also keeps the heartbeats going; the work is done in lanes,
 * one for each partition. (Working inside `eachBatch` was rejected: kafkajs fetches nothing before every batch of a fetch is
 * done, so that one calculation of minutes would hold up all other partitions and topics of the service.) Offsets are
 * committed when the work is done, never before.
 *
 * In a rebalance a handler that has begun runs to its end, although its partition may be another member's by then: its
 * message is handled twice. Handlers are idempotent.
 */
export class KafkaConsumer implements Consumer {
  private readonly consumer: KafkaJsConsumer;
  private readonly topics: ReadonlyMap<string, ConsumedTopic>;
  private readonly lanes = new Map<string, PartitionLane>();
  /** Ends of work on partitions that were taken away. */
  private readonly retired = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly committer: OffsetCommitter;
  private readonly suspects = new Gate(1);
  private memberId = '';
  private readonly grace = new MembershipGrace();
  private joined = false;
  private crashes = 0;

  constructor(private readonly options: KafkaConsumerOptions) {
    this.topics = new Map(options.topics.map((topic) => [topic.name, topic]));
    this.consumer = options.kafka.consumer({
      groupId: options.groupId,
      sessionTimeout: options.sessionTimeoutMs,
      rebalanceTimeout: 30_000,
      heartbeatInterval: Math.min(HEARTBEAT_INTERVAL_MS, options.sessionTimeoutMs / 3),
      maxWaitTimeInMs: MAX_FETCH_WAIT_MS,
      allowAutoTopicCreation: false,
    });
    this.committer = new OffsetCommitter(
      () => this.lanes.values(),
      (offsets) => this.consumer.commitOffsets(offsets),
      (error) => {
        options.log.debug('Offsets could not be committed yet', { error });
      },
    );
  }

  /** Resolves when the member has joined its group, or tries again in the background after a first failure. */
  async start(): Promise<void> {
    const { GROUP_JOIN, CRASH, STOP } = this.consumer.events;
    this.consumer.on(GROUP_JOIN, ({ payload }) => {
      if (payload.memberId !== this.memberId) {
        this.memberId = payload.memberId;
        for (const lane of this.lanes.values()) lane.notes.ownerChanged();
      }
      this.assigned(payload.memberAssignment);
    });
    this.consumer.on(STOP, () => {
      this.joined = false;
      this.grace.lost();
    });
    this.consumer.on(CRASH, ({ payload }) => {
      this.options.log.warn('The consumer lost its group and joins again', { error: payload.error });
      if (!payload.restart) void this.restart();
    });
    try {
      await this.consumer.connect();
      await this.consumer.subscribe({ topics: [...this.topics.keys()], fromBeginning: true });
    } catch (error) {
      throw translateKafkaError(error);
    }
    await this.run();
  }

  isRunning(): boolean {
    return this.grace.isRunning();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    // Fetching pauses but the member stays in its group while its handlers end, so that their offsets can be committed.
    this.fetching('pause', [...this.lanes.values()]);
    await Promise.all([...this.lanes.values()].map((lane) => lane.idle()));
    await Promise.all(this.retired.values());
    for (const lane of this.lanes.values()) lane.notes.close();
    await this.committer.close();
    await this.consumer.disconnect();
  }

  private run(): Promise<void> {
    return this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async (payload) => {
        this.take(payload);
      },
    });
  }

  private async restart(): Promise<void> {
    const delay = backoffMs(RESTART.baseMs, RESTART.maxMs, ++this.crashes);
    if (!(await wait(delay, this.stopping.signal))) return;
    await this.run();
  }

  private take(payload: EachBatchPayload): void {
    const { batch } = payload;
    const lane = this.lanes.get(laneKey(batch.topic, batch.partition));
    if (!lane || this.stopping.signal.aborted) return;
    lane.accept(batch.messages);
    // Moves the position of the next fetch only; the commit follows the work.
    payload.resolveOffset(batch.lastOffset());
    const contract = this.topics.get(batch.topic)?.contract ?? batch.topic;
    this.options.metrics.lag(contract, batch.partition, Number(batch.offsetLag()));
  }

  /** The group has settled who consumes what. Called before anything is fetched by the new assignment. */
  private assigned(assignment: IMemberAssignment): void {
    const current = new Map(
      Object.entries(assignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => [laneKey(topic, partition), { topic, partition }] as const),
      ),
    );
    for (const [key, lane] of this.lanes) {
      if (current.has(key)) lane.expectRepeats();
      else this.retire(key, lane);
    }
    const added = [...current].filter(([key]) => !this.lanes.has(key));
    const left = this.loadNotes(added.map(([, assigned]) => assigned));
    for (const [key, { topic, partition }] of added) {
      const consumed = this.topics.get(topic);
      if (consumed) this.lanes.set(key, this.openLane(consumed, partition, left));
    }
    this.joined = true;
    this.grace.joined();
    this.crashes = 0;
    for (const lane of this.lanes.values()) this.steer(lane);
    this.committer.request();
  }

  private openLane(
    { name: topic, processor }: ConsumedTopic,
    partition: number,
    left: Promise<LeftNotes>,
  ): PartitionLane {
    const key = laneKey(topic, partition);
    const notes = new StartNotes(
      () => this.memberId,
      () => {
        this.committer.request();
      },
    );
    const guarded = new GuardedProcessor(processor, {
      notes,
      loaded: left.then(({ byLane, members }) => {
        notes.load(byLane.get(key) ?? null, (owner) => members.has(owner));
      }),
      maxDeaths: this.options.maxDeaths,
      suspects: this.suspects,
    });
    const before = this.retired.get(key) ?? Promise.resolve();
    const lane: PartitionLane = new PartitionLane(
      topic,
      partition,
      guarded,
      this.stopping.signal,
      before,
      () => {
        this.changed(lane);
      },
      notes,
    );
    return lane;
  }

  /** What the owners before have left beside the committed offsets; asked for until the broker answers. */
  private async loadNotes(partitions: readonly TopicPartition[]): Promise<LeftNotes> {
    const topics = [...new Set(partitions.map(({ topic }) => topic))];
    const { kafka, groupId, log } = this.options;
    for (let tries = 1; topics.length > 0 && !this.stopping.signal.aborted; tries++) {
      const admin = kafka.admin();
      try {
        await admin.connect();
        const offsets = await admin.fetchOffsets({ groupId, topics });
        const { groups } = await admin.describeGroups([groupId]);
        const byLane = offsets.flatMap(({ topic, partitions: found }) =>
          found.map(({ partition, metadata }) => [laneKey(topic, partition), metadata] as const),
        );
        const members = groups.flatMap((group) => group.members.map(({ memberId }) => memberId));
        return { byLane: new Map(byLane), members: new Set(members) };
      } catch (error) {
        log.warn('Work waits for what the owners of its partitions have left', { error });
        await wait(backoffMs(RESTART.baseMs, RESTART.maxMs, tries), this.stopping.signal);
      } finally {
        await admin.disconnect();
      }
    }
    return { byLane: new Map(), members: new Set() };
  }

  private retire(key: string, lane: PartitionLane): void {
    lane.revoke();
    this.lanes.delete(key);
    this.fetching('resume', [lane]);
    const idle = lane.idle().then(() => {
      if (this.retired.get(key) === idle) this.retired.delete(key);
    });
    this.retired.set(key, idle);
  }

  private changed(lane: PartitionLane): void {
    this.committer.request();
    this.steer(lane);
  }

  /** Fetching from a partition follows how much waits in its lane. */
  private steer(lane: PartitionLane): void {
    this.fetching(lane.isFull() || this.stopping.signal.aborted ? 'pause' : 'resume', [lane]);
  }

  private fetching(action: 'pause' | 'resume', lanes: readonly PartitionLane[]): void {
    // kafkajs has nothing to pause between a crash and the next join, which steers every lane.
    if (!this.joined || lanes.length === 0) return;
    this.consumer[action](lanes.map(({ topic, partition }) => ({ topic, partitions: [partition] })));
  }
}

function laneKey(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
