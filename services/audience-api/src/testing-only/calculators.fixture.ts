import { randomUUID } from 'node:crypto';
import {
  PLAN_VERSION,
  topics,
  type AudienceResource,
  type ChangedAudience,
  type Plan,
  type QualityGateSettings,
  type RunResource,
  type TopicEvent,
  type Topics,
} from '@muster/contracts';
import { createEvent, type EventDraft } from '@muster/platform';
import { PlanConsumer } from '../plans/plan.consumer';
import { RunConsumer } from '../publication/run.consumer';
import type { ApiForTest } from './api.fixture';

type RunEvent = TopicEvent<Topics['run']>;
type PlanEvent = TopicEvent<Topics['plan']>;

/** An audience that a test has made. */
export interface TestAudience {
  readonly organisationId: string;
  readonly token: string;
  readonly id: string;
  readonly ruleHash: string;
  readonly definitionVersion: number;
}

/** Up to when calculators of tests know the data. */
export const DATA_WATERMARK = '2026-11-20T10:00:00.000Z';

/** Plays the parts of the compiler and the calculators towards the API, event by event. */
export class OtherServices {
  constructor(private readonly api: ApiForTest) {}

  async createAudience(
    organisation: { id: string; token: string },
    rule: object,
    fields: { readonly qualityGate?: QualityGateSettings; readonly asOf?: string } = {},
  ): Promise<TestAudience> {
    const answer = await this.api
      .http('post', '/v1/audiences', organisation.token)
      .send({ name: 'Audience', rule, ...fields })
      .expect(201);
    const { id, ruleHash, definitionVersion } = answer.body as AudienceResource;
    return {
      organisationId: organisation.id,
      token: organisation.token,
      id,
      ruleHash,
      definitionVersion,
    };
  }

  /** The audience with another rule. */
  async changeRule(audience: TestAudience, rule: object): Promise<TestAudience & { runId: string }> {
    const answer = await this.api
      .http('patch', `/v1/audiences/${audience.id}`, audience.token)
      .send({ rule })
      .expect(200);
    const { ruleHash, definitionVersion, runId } = answer.body as ChangedAudience;
    if (runId === null) throw new Error('this rule is the one that the audience had before');
    return { ...audience, ruleHash, definitionVersion, runId };
  }

  async run(audience: TestAudience, runId: string): Promise<RunResource> {
    const answer = await this.api.http('get', `/v1/runs/${runId}`, audience.token).expect(200);
    return answer.body as RunResource;
  }

  /** All runs, oldest first. */
  async runs(audience: TestAudience): Promise<RunResource[]> {
    const answer = await this.api
      .http('get', `/v1/audiences/${audience.id}/runs`, audience.token)
      .expect(200);
    return (answer.body as { runs: RunResource[] }).runs.reverse();
  }

  async requestRun(audience: TestAudience, asOf?: string): Promise<RunResource> {
    const answer = await this.api
      .http('post', `/v1/audiences/${audience.id}/runs`, audience.token)
      .send({ asOf })
      .expect(202);
    return answer.body as RunResource;
  }

  async hearPlan(event: PlanEvent): Promise<void> {
    await this.api.get(PlanConsumer).handle(event);
  }

  async hearRun(event: RunEvent): Promise<void> {
    await this.api.get(RunConsumer).handle(event);
  }

  /** The API hears its own request, as it does through the topic. */
  async hearRequested(audience: TestAudience, run: RunResource): Promise<void> {
    await this.hearRun(
      this.runEvent(audience, run, 'audience.run.requested.v1', {
        ...this.aboutRun(audience, run),
        definitionVersion: run.definitionVersion,
        asOf: run.asOf,
        businessDate: run.businessDate,
        trigger: run.trigger,
      }),
    );
  }

  compiled(audience: TestAudience, inputs: Plan['inputs'] = []): PlanEvent {
    const { organisationId, ruleHash, definitionVersion } = audience;
    const plan: Plan = {
      version: PLAN_VERSION,
      ruleHash,
      inputs,
      stages: [{ id: 's0', label: 'nobody', pointer: '', select: 'SELECT 1' }],
      result: 's0',
      reads: [],
      parameters: {},
    };
    return createEvent(topics.plan, {
      ...this.about(audience, audience.id),
      type: 'audience.plan.compiled.v1',
      data: { organisationId, audienceId: audience.id, definitionVersion, ruleHash, plan },
    });
  }

  rejected(audience: TestAudience): PlanEvent {
    const { organisationId, ruleHash, definitionVersion } = audience;
    const diagnostics = [{ code: 'compiler.not-yet', pointer: '/kind', message: 'cannot be compiled yet' }];
    return createEvent(topics.plan, {
      ...this.about(audience, audience.id),
      type: 'audience.plan.rejected.v1',
      data: { organisationId, audienceId: audience.id, definitionVersion, ruleHash, diagnostics },
    });
  }

  /** A finished attempt at a piece; every call is another attempt, with a snapshot of its own. */
  completed(audience: TestAudience, run: RunResource, count: number, piece = 0, pieces = 1): RunEvent {
    const snapshotId = randomUUID();
    const shards = [{ shard: piece, count }];
    this.api.counts.snapshots.set(snapshotId, shards);
    return this.runEvent(audience, run, 'audience.run.completed.v1', {
      ...this.aboutRun(audience, run),
      piece,
      pieces,
      snapshotId,
      count,
      shards,
      engineMs: 5,
      rowsRead: 10,
      peakMemoryBytes: 1000,
      dataWatermark: DATA_WATERMARK,
    });
  }

  /** The API hears what it has told of a run, once, and hears it again. */
  async hearTold(runId: string, type: RunEvent['type']): Promise<RunEvent> {
    const told = (await this.api.outbox()).filter(
      (event) => event.type === type && event.data['runId'] === runId,
    );
    const [event] = told as unknown as RunEvent[];
    if (!event || told.length > 1) throw new Error(`${type} of run ${runId} was told ${told.length} times`);
    await this.hearRun(event);
    await this.hearRun(event);
    return event;
  }

  /** From the request to the published result. */
  async complete(audience: TestAudience, run: RunResource, count: number): Promise<RunEvent> {
    await this.hearRequested(audience, run);
    const event = this.completed(audience, run, count);
    await this.hearRun(event);
    return event;
  }

  /** An event of calculators about a run; `data` begins with `aboutRun`. */
  runEvent<Type extends RunEvent['type']>(
    audience: TestAudience,
    run: RunResource,
    type: Type,
    data: EventDraft<Topics['run'], Type>['data'],
  ): RunEvent {
    return createEvent(topics.run, { ...this.about(audience, run.id), type, data });
  }

  /** What the data of every event about a run begins with. */
  aboutRun({ organisationId, id: audienceId }: TestAudience, { id: runId, runSeq }: RunResource) {
    return { organisationId, audienceId, runId, runSeq };
  }

  private about({ organisationId, id }: TestAudience, subject: string) {
    return { service: 'other-services', organisationId, subject, key: id, identity: [randomUUID()] };
  }
}
