import { randomUUID } from 'node:crypto';
import { Controller, Inject, Module } from '@nestjs/common';
import { z } from 'zod';
import { type Plan, type TopicEvent, topics } from '@muster/contracts';
import { EventPublisher, OnEvent, type ServiceDefinition, createEvent, startService } from '@muster/platform';
import {
  bucketsForTest,
  combined,
  dataTablesForTest,
  describeWith,
  postgresForTest,
  waitFor,
} from '@muster/testing';
import { calculatorService } from './service';
import { oneStagePlan } from './testing-only/one-stage-plan.fixture';
import { IN_SPAN } from './testing-only/users-of-span.fixture';

type RunEvent = TopicEvent<typeof topics.run>;

const told: RunEvent[] = [];
let publisher: EventPublisher;

/** Somebody else on the same transport: asks for calculations and hears of runs. */
@Controller()
class Listener {
  constructor(@Inject(EventPublisher) given: EventPublisher) {
    publisher = given;
  }

  @OnEvent(topics.run)
  async handle(event: RunEvent): Promise<void> {
    told.push(event);
  }
}

@Module({ controllers: [Listener] })
class ListenerModule {}

const listenerService: ServiceDefinition = {
  name: 'listener',
  config: z.object({}),
  module: ListenerModule,
  http: false,
  objectStore: false,
};

type Run = Pick<RunEvent['data'], 'organisationId' | 'audienceId' | 'runId' | 'runSeq'>;

/** A calculation whose inputs, if its plan reads any, nobody has pinned. */
function requested(run: Run, inputs: Plan['inputs'] = []) {
  return createEvent(topics.calculation, {
    type: 'audience.calculation.requested.v1',
    service: 'audience-api',
    organisationId: run.organisationId,
    subject: run.runId,
    key: `${run.runId}:0`,
    identity: [run.runId, 0],
    data: {
      ...{ ...run, definitionVersion: 1, piece: 0, pieces: 1 },
      ...{ asOf: '2026-11-21T00:00:00Z', businessDate: '2026-11-21', inputs: {} },
      plan: oneStagePlan(
        `SELECT groupBitmapState(uid) FROM users FINAL
          WHERE organisation = {organisation:UUID} AND ${IN_SPAN}`,
        { inputs },
      ),
    },
  });
}

describeWith(['postgres', 'clickhouse', 'object-store'], 'the calculator as a service', () => {
  it('takes work from its topic, whoever started first, and tells what came of it', async () => {
    const resources = await Promise.all([dataTablesForTest(), bucketsForTest(), postgresForTest()]);
    const [{ clickhouse }] = resources;
    const { env, dispose } = combined(...resources);
    const variables = { ...env, TRANSPORT: 'postgres', LOG_LEVEL: 'warn' };
    const listener = await startService(listenerService, variables, { port: 'none' });
    const organisationId = randomUUID();
    const [audienceId, runId, brokenRunId] = [randomUUID(), randomUUID(), randomUUID()];
    await clickhouse.insert('users', [
      { organisation: organisationId, uid: 1, entity_id: 'u1', version: 1, deleted: 0 },
    ]);
    const readsUnpinned = [{ parameter: 'input0', audienceId: randomUUID(), at: 'latest' as const }];
    await publisher.publish(topics.calculation, [
      requested({ organisationId, audienceId, runId, runSeq: 1 }),
      requested({ organisationId, audienceId, runId: brokenRunId, runSeq: 2 }, readsUnpinned),
    ]);
    const calculator = await startService(calculatorService, variables, { port: 'configured' });
    const completed = await waitFor(
      async () => told.find(({ type }) => type === 'audience.run.completed.v1'),
      { timeoutMs: 20_000, what: 'the completed run' },
    );
    const failed = await waitFor(async () => told.find(({ type }) => type === 'audience.run.failed.v1'), {
      timeoutMs: 20_000,
      what: 'the failed run',
    });
    const ready = await fetch(`${calculator.url ?? ''}/health/ready`);
    await Promise.all([calculator.stop(), listener.stop()]);
    await dispose();

    expect(ready.status).toBe(200);
    expect(completed).toMatchObject({ data: { runId, count: 1, shards: [{ shard: 0, count: 1 }] } });
    expect(failed).toMatchObject({ data: { runId: brokenRunId, runSeq: 2, code: 'plan.missing-parameter' } });
    const toldOf = (run: string) => told.filter(({ data }) => data.runId === run).map(({ type }) => type);
    expect(toldOf(runId)).toEqual(['audience.run.started.v1', 'audience.run.completed.v1']);
    expect(toldOf(brokenRunId)).toEqual(['audience.run.started.v1', 'audience.run.failed.v1']);
  });
});
