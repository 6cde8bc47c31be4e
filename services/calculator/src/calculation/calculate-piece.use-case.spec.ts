import { ClickHouseError } from '@clickhouse/client';
import { type CloudEvent, topics } from '@muster/contracts';
import {
  createEvent,
  DependencyDownError,
  EventPublisher,
  PermanentError,
  ShutdownDeadline,
} from '@muster/platform';
import { calculatorConfig } from '../calculator.config';
import { Cancellations } from '../cancellation/cancellations';
import type { CancelledWorkRepository } from '../cancellation/cancelled-work.repository';
import { Generations } from '../landed-data/generations';
import type { LandedDataRepository } from '../landed-data/landed-data.repository';
import type { ReadBudget } from '../reading-budget/read-budget';
import { oneStagePlan } from '../testing-only/one-stage-plan.fixture';
import type { SnapshotSummary } from '../snapshots/snapshot';
import type { InputGuard } from '../snapshots/input-guard';
import type { SnapshotProgress, SnapshotWriter } from '../snapshots/snapshot-writer';
import { CalculatePiece } from './calculate-piece.use-case';
import { CalculationConsumer } from './calculation.consumer';
import type { CalculationRequest } from './calculation-request';

const request: CalculationRequest = {
  organisationId: '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0001',
  audienceId: '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0002',
  runId: '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0003',
  definitionVersion: 1,
  runSeq: 7,
  piece: 1,
  pieces: 2,
  asOf: '2026-11-21T00:00:00Z',
  businessDate: '2026-11-21',
  inputs: {},
  plan: oneStagePlan('SELECT 1'),
};

const summary = (snapshotId: string): SnapshotSummary => ({
  snapshotId,
  count: 5,
  shards: [{ shard: 1, count: 5 }],
  engineMs: 12.5,
  rowsRead: 100,
  peakMemoryBytes: 1_000,
});

class Publisher extends EventPublisher {
  readonly events: CloudEvent<string, Record<string, unknown>>[] = [];
  heard: (events: readonly CloudEvent[]) => void = () => undefined;

  override async publish(_topic: unknown, events: readonly CloudEvent[]): Promise<void> {
    this.events.push(...(events as CloudEvent<string, Record<string, unknown>>[]));
    this.heard(this.events);
  }

  types(): string[] {
    return this.events.map(({ type }) => type.split('.')[2]!);
  }
}

/** What was cancelled, as all calculators see it. */
class CancelledInMemory implements Pick<CancelledWorkRepository, 'add' | 'has' | 'stopQueries'> {
  all = false;

  add(): Promise<void> {
    this.all = true;
    return Promise.resolve();
  }
  has(): Promise<boolean> {
    return Promise.resolve(this.all);
  }
  stopQueries(): Promise<void> {
    return Promise.resolve();
  }
}

const overBudget = { code: 'calculation.over-budget', message: 'too much to read' };

type Write = (onProgress: (progress: SnapshotProgress) => Promise<void>) => Promise<SnapshotSummary>;

function calculation(write: Write, progressSeconds = 0) {
  const publisher = new Publisher();
  const cancelled = new CancelledInMemory();
  const useCase = new CalculatePiece(
    { write: (_order, _work, onProgress) => write(onProgress) } satisfies Pick<
      SnapshotWriter,
      'write'
    > as unknown as SnapshotWriter,
    {
      of: () =>
        Promise.resolve({
          ...{ shards: [0], watermark: undefined },
          generations: new Generations([]),
        }),
    } satisfies Pick<LandedDataRepository, 'of'> as unknown as LandedDataRepository,
    {
      lossOf: () => Promise.resolve(undefined),
    } satisfies Pick<InputGuard, 'lossOf'> as unknown as InputGuard,
    {
      refusalOf: ({ budget }) => Promise.resolve(budget === undefined ? undefined : overBudget),
    } satisfies Pick<ReadBudget, 'refusalOf'> as unknown as ReadBudget,
    new Cancellations(cancelled as unknown as CancelledWorkRepository, new ShutdownDeadline()),
    publisher,
    calculatorConfig.parse({ CALCULATOR_PROGRESS_SECONDS: progressSeconds }),
  );
  const run = (asked: CalculationRequest = request) => useCase.execute(asked, new Date());
  return { publisher, cancelled, consumer: new CalculationConsumer(useCase), run };
}

const engineError = (code: string) => new ClickHouseError({ code, type: 'SOME_TYPE', message: 'text' });

describe('CalculatePiece', () => {
  it('tells started and completed, keyed by audience', async () => {
    const { publisher, run } = calculation(async () => summary('0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0004'));
    await run();
    expect(publisher.types()).toEqual(['started', 'completed']);
    expect(publisher.events[1]).toMatchObject({
      partitionkey: request.audienceId,
      data: { runSeq: 7, piece: 1, pieces: 2, count: 5, snapshotId: '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0004' },
    });
  });

  it('tells a repeated attempt under the same ids, though its snapshot is another one', async () => {
    const attempts = ['0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0004', '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0005'];
    const { publisher, run } = calculation(async () => summary(attempts.shift()!));
    await run();
    await run();
    const [started, completed, startedAgain, completedAgain] = publisher.events;
    expect(startedAgain!.id).toBe(started!.id);
    expect(completedAgain!.id).toBe(completed!.id);
    expect(completedAgain!.data['snapshotId']).not.toBe(completed!.data['snapshotId']);
  });

  it('tells progress, but not more often than it was told to', async () => {
    const write: Write = async (onProgress) => {
      const snapshotId = '0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0004';
      await onProgress({ shardsDone: 1, shards: 3 });
      await onProgress({ shardsDone: 2, shards: 3 });
      return summary(snapshotId);
    };
    const eager = calculation(write);
    await eager.run();
    expect(eager.publisher.types()).toEqual(['started', 'progressed', 'progressed', 'completed']);
    const calm = calculation(write, 60);
    await calm.run();
    expect(calm.publisher.types()).toEqual(['started', 'completed']);
  });

  it('starts every attempt anew, completes once, and says which attempt fails', async () => {
    const { publisher, run } = calculation(async () => summary('0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0004'));
    await run();
    await run({ ...request, attempt: 2 });
    await run({ ...request, attempt: 2, readBudgetRows: 1 });
    const [started, completed, startedAgain, completedAgain, , failed] = publisher.events;
    expect(startedAgain!.id).not.toBe(started!.id);
    expect(startedAgain!.data).toMatchObject({ attempt: 2, worker: expect.stringContaining('/') });
    expect(completedAgain!.id).toBe(completed!.id);
    expect(failed!.data).toMatchObject({ ...overBudget, piece: 1, attempt: 2 });
  });

  it('renews its lease while a statement takes longer than the lease', async () => {
    const { publisher, run } = calculation(async () => {
      await new Promise<void>((resolve) => {
        publisher.heard = (events) => {
          if (events.length === 3) resolve();
        };
      });
      return summary('0b6a1d0e-7c11-4d55-9a53-0d6a3b1f0004');
    });
    await run({ ...request, attempt: 3, leaseSeconds: 0.03 });
    expect(publisher.types().slice(0, 3)).toEqual(['started', 'progressed', 'progressed']);
    expect(new Set(publisher.events.map(({ id }) => id)).size).toBe(publisher.events.length);
    expect(publisher.events[1]!.data).toMatchObject({ attempt: 3, piece: 1, shardsDone: 0, shards: 0 });
  });

  it.each([
    ['62', 'calculation.refused-by-engine'],
    ['159', 'calculation.time-limit'],
  ])('ends the run when the engine refuses with %s', async (code, failure) => {
    const { publisher, run } = calculation(() => Promise.reject(engineError(code)));
    await run();
    expect(publisher.types()).toEqual(['started', 'failed']);
    expect(publisher.events[1]!.data['code']).toBe(failure);
  });

  it('refuses what the budget forbids, and writes nothing', async () => {
    const { publisher, run } = calculation(() => Promise.reject(new Error('written')));
    await run({ ...request, readBudgetRows: 1_000 });
    expect(publisher.types()).toEqual(['started', 'failed']);
    expect(publisher.events[1]!.data).toMatchObject(overBudget);
  });

  it('does not begin what was cancelled before', async () => {
    const { publisher, cancelled, run } = calculation(() => Promise.reject(new Error('written')));
    cancelled.all = true;
    await run();
    expect(publisher.types()).toEqual([]);
  });

  it('says nothing of a failure when the run was cancelled, and its query stopped', async () => {
    const { publisher, cancelled, run } = calculation(() => {
      cancelled.all = true;
      return Promise.reject(engineError('394'));
    });
    await run();
    expect(publisher.types()).toEqual(['started']);
  });

  it.each([
    new DependencyDownError('clickhouse', 'away'),
    engineError('252'),
    // Stopped by an operator, not because the run was cancelled.
    engineError('394'),
    new Error('connection reset'),
    new PermanentError('plan.not-one-row', 'the plan gave 2 rows'),
  ])('leaves "%s" to be tried again or given up, without a word about failure', async (error) => {
    const { publisher, run } = calculation(() => Promise.reject(error));
    await expect(run()).rejects.toBe(error);
    expect(publisher.types()).toEqual(['started']);
  });
});

describe('CalculationConsumer, giving a calculation up', () => {
  const event = createEvent(topics.calculation, {
    type: 'audience.calculation.requested.v1',
    service: 'audience-api',
    organisationId: request.organisationId,
    subject: request.runId,
    key: request.runId,
    identity: [request.runId, request.piece],
    data: request,
  });

  it.each([
    [
      new Error('connection reset'),
      { code: 'calculation.given-up', message: expect.stringContaining(event.id) },
    ],
    [
      new PermanentError('plan.not-one-row', 'the plan gave 2 rows'),
      { code: 'plan.not-one-row', message: 'the plan gave 2 rows' },
    ],
  ])('ends the run, after "%s", under an id that a repetition has too', async (error, failure) => {
    const { publisher, consumer } = calculation(() => Promise.reject(error));
    await consumer.giveUp({ event, code: 'handler.failed', attempts: 6, error });
    await consumer.giveUp({ event, code: 'handler.failed', attempts: 6, error });
    const [told, again] = publisher.events;
    const { organisationId, audienceId, runId, runSeq } = request;
    expect(told).toMatchObject({
      type: 'audience.run.failed.v1',
      partitionkey: audienceId,
      data: { organisationId, audienceId, runId, runSeq, ...failure },
    });
    expect(again!.id).toBe(told!.id);
  });
});
