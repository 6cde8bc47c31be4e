import { Controller, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { INestApplication } from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import { DependencyDownError, PermanentError } from '../errors/errors';
import type { Subscription } from './consume/subscription';
import { createEvent } from './create-event';
import { EventStrategy, type Consumer } from './event-strategy';
import type { GivenUp } from './given-up';
import { OnEvent, OnEventBatch, OnGivenUp, type RejectedEvent } from './on-event.decorators';

type ExportEvent = TopicEvent<typeof topics.export>;
type TagEvent = TopicEvent<typeof topics.ingestTag>;

const organisationId = '7a1c2f0e-5a5e-4a67-9a3d-1f3f0d6f7a10';

const progressed = (rows: number) =>
  createEvent(topics.export, {
    type: 'audience.export.progressed.v1',
    service: 'exporter',
    organisationId,
    subject: 'x',
    key: 'x',
    identity: [rows],
    data: { organisationId, exportId: organisationId, rows },
  });

@Controller()
class ExportConsumer {
  readonly seen: ExportEvent[] = [];
  readonly givenUp: ExportEvent[] = [];

  @OnEvent(topics.export)
  async onExport(event: ExportEvent): Promise<void> {
    this.seen.push(event);
    if (event.type !== 'audience.export.progressed.v1') return;
    if (event.data.rows === 1) throw new PermanentError('test.permanent', 'permanent');
    if (event.data.rows === 2) throw new DependencyDownError('clickhouse', 'down');
    if (event.data.rows === 3) throw new Error('Connection terminated unexpectedly');
  }

  @OnGivenUp(topics.export)
  async onExportGivenUp({ event, error }: GivenUp<ExportEvent>): Promise<void> {
    this.givenUp.push(event);
    if (error instanceof DependencyDownError) throw error;
  }

  @OnEventBatch(topics.ingestTag)
  async onTags(events: readonly TagEvent[]): Promise<readonly RejectedEvent<TagEvent>[]> {
    return events.map((event) => ({ event, error: new PermanentError('test.rejected', 'rejected') }));
  }
}

@Module({ controllers: [ExportConsumer] })
class TestModule {}

@Controller()
class SecondExportConsumer {
  @OnEvent(topics.export)
  async onExport(_event: ExportEvent): Promise<void> {
    await Promise.resolve();
  }
}

@Module({ controllers: [ExportConsumer, SecondExportConsumer] })
class AmbiguousModule {}

@Controller()
class HalfAConsumer {
  @OnGivenUp(topics.export)
  async onExportGivenUp(_given: GivenUp<ExportEvent>): Promise<void> {
    await Promise.resolve();
  }
}

@Module({ controllers: [HalfAConsumer] })
class HalfModule {}

describe('EventStrategy', () => {
  let app: INestApplication | undefined;
  let subscriptions: readonly Subscription[] = [];
  let stops = 0;
  const consumer: Consumer = {
    stop: async () => {
      stops++;
      await Promise.resolve();
    },
    isRunning: () => true,
  };

  const listen = async (module: new () => object): Promise<EventStrategy> => {
    const strategy = new EventStrategy(async (found) => {
      subscriptions = found;
      return Promise.resolve(consumer);
    });
    const testing = await Test.createTestingModule({ imports: [module] }).compile();
    app = testing.createNestApplication();
    app.connectMicroservice({ strategy });
    await app.startAllMicroservices();
    return strategy;
  };

  const eventHandler = () => {
    const subscription = subscriptions.find(({ topic }) => topic === topics.export);
    if (!subscription || subscription.batch) throw new Error('no subscription for events');
    return subscription;
  };

  afterEach(async () => {
    await app?.close();
    app = undefined;
    stops = 0;
  });

  it('finds the handlers of decorated methods and calls them with the event', async () => {
    await listen(TestModule);
    expect(subscriptions.map(({ topic, batch }) => [topic.name, batch])).toEqual([
      ['audience.export.v1', false],
      ['ingest.tag.v1', true],
    ]);
    await eventHandler().handle(progressed(5));
    expect(app?.get(ExportConsumer).seen).toEqual(
      [progressed(5)].map((event) => ({ ...event, time: expect.any(String) })),
    );
  });

  it('tells that PostgreSQL is down, when that is what a handler throws', async () => {
    await listen(TestModule);
    await expect(eventHandler().handle(progressed(3))).rejects.toMatchObject({ dependency: 'postgres' });
  });

  it('hands errors of handlers on as they were thrown', async () => {
    await listen(TestModule);
    await expect(eventHandler().handle(progressed(1))).rejects.toBeInstanceOf(PermanentError);
    await expect(eventHandler().handle(progressed(2))).rejects.toBeInstanceOf(DependencyDownError);
  });

  it('hands on what a batch handler rejects', async () => {
    await listen(TestModule);
    const subscription = subscriptions.find(({ batch }) => batch);
    if (!subscription?.batch) throw new Error('no subscription for batches');
    const event = progressed(1);
    expect(await subscription.handle([event])).toMatchObject([{ event, error: { code: 'test.rejected' } }]);
  });

  it('tells of what is given up where a method says so, and hands its errors on', async () => {
    await listen(TestModule);
    const subscription = eventHandler();
    const event = progressed(1);
    await subscription.givenUp?.({ event, code: 'handler.failed', attempts: 6, error: new Error('failed') });
    expect(app?.get(ExportConsumer).givenUp).toEqual([event]);
    const error = new DependencyDownError('broker', 'down');
    await expect(subscription.givenUp?.({ event, code: 'x', attempts: 1, error })).rejects.toBe(error);
    expect(subscriptions.find(({ batch }) => batch)?.givenUp).toBeUndefined();
  });

  it('refuses to tell of the end of what it does not handle', async () => {
    await expect(listen(HalfModule)).rejects.toThrow('audience.export.v1 has a handler of what is given up');
  });

  it('refuses two handlers of one topic', async () => {
    await expect(listen(AmbiguousModule)).rejects.toThrow('audience.export.v1 has two handlers');
  });

  it('consumes from listen to close, and stops once', async () => {
    const strategy = await listen(TestModule);
    expect(strategy.isConsuming()).toBe(true);
    await Promise.all([strategy.close(), strategy.close()]);
    expect(strategy.isConsuming()).toBe(false);
    expect(stops).toBe(1);
  });
});
