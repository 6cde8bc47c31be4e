import { randomUUID } from 'node:crypto';
import {
  type ConditionPlan,
  type TopicDefinition,
  type TopicEvent,
  shardOf,
  USERS_PER_SHARD,
  USERS_PER_SPAN,
} from '@muster/contracts';
import { DependencyDownError, EventPublisher, ShutdownDeadline } from '@muster/platform';
import { dataTablesForTest, describeWith } from '@muster/testing';
import { calculatorConfig } from '../calculator.config';
import { ConditionExaminer } from './condition-examiner';
import { ExplainUser } from './explain-user.use-case';
import type { ExplanationEvent, ExplanationQuestion } from './explanation-question';
import { InputGuard } from '../snapshots/input-guard';
import { KnownUserRepository } from './known-user.repository';
import { IN_SPAN } from '../testing-only/users-of-span.fixture';

/** A user of the second shard of the second span. */
const UID = USERS_PER_SPAN + USERS_PER_SHARD + 7;

const told: unknown[] = [];
class Told extends EventPublisher {
  override publish<Topic extends TopicDefinition>(
    _topic: Topic,
    events: readonly TopicEvent<Topic>[],
  ): Promise<void> {
    told.push(...events);
    return Promise.resolve();
  }
}

/** Holds for everybody who is known. */
const known: ConditionPlan = {
  pointer: '/of/0',
  inputs: [],
  membership: {
    statement: `SELECT (SELECT groupBitmapState(uid) FROM users FINAL
      WHERE organisation = {organisation:UUID} AND ${IN_SPAN}) AS users`,
    parameters: {},
  },
  evidence: {
    kind: 'attribute',
    statement: 'SELECT {p0:String} AS value',
    parameters: { p0: { type: 'String', value: "O'slo" } },
  },
};

describeWith(['clickhouse'], 'explaining a user', () => {
  let tables: Awaited<ReturnType<typeof dataTablesForTest>>;
  let explainUser: ExplainUser;
  let organisation: string;

  beforeAll(async () => {
    tables = await dataTablesForTest();
    const { clickhouse } = tables;
    explainUser = new ExplainUser(
      new KnownUserRepository(clickhouse),
      new ConditionExaminer(clickhouse),
      new InputGuard(clickhouse, calculatorConfig.parse({})),
      new Told(),
      new ShutdownDeadline(),
      calculatorConfig.parse({}),
    );
  });
  afterAll(async () => tables.dispose());

  beforeEach(async () => {
    told.length = 0;
    organisation = randomUUID();
    await tables.clickhouse.insert('users', [
      { organisation, uid: UID, entity_id: 'ada', version: 1, deleted: 0 },
      { organisation, uid: 2, entity_id: 'bob', version: 1, deleted: 0 },
      { organisation, uid: 3, entity_id: 'erased', version: 1, deleted: 1 },
    ]);
    const identity = (id_type: string, id: string, uid: number, version = 1, deleted = 0) => ({
      ...{ organisation, id_type, id, uid, version, deleted },
    });
    await tables.clickhouse.insert('identities', [
      identity('entity', 'ada', UID),
      identity('entity', 'bob', 2),
      identity('entity', 'erased', 3),
      // Named by events only.
      identity('entity', 'stranger', 99),
      identity('device', 'phone', 2),
      identity('device', 'phone', UID, 2),
      identity('account', 'ada', 2),
      identity('device', 'lost', UID, 2, 1),
    ]);
  });

  const question = (changes: Partial<ExplanationQuestion> = {}): ExplanationQuestion => ({
    organisationId: organisation,
    audienceId: randomUUID(),
    explanationId: randomUUID(),
    user: { idType: 'entity', id: 'ada' },
    asOf: '2026-11-24T10:00:00Z',
    businessDate: '2026-11-24',
    inputs: [],
    snapshotIds: [],
    conditions: [known],
    ...changes,
  });

  async function answer(changes: Partial<ExplanationQuestion> = {}): Promise<ExplanationEvent['data']> {
    await explainUser.execute(question(changes));
    expect(told).toHaveLength(1);
    return (told[0] as ExplanationEvent).data;
  }

  test.each([
    ['entity', 'ada', 'ada'],
    ['account', 'ada', 'bob'],
    ['device', 'phone', 'ada'],
  ] as const)('%s %s is %s', async (idType, id, entityId) => {
    expect(await answer({ user: { idType, id } })).toMatchObject({
      entityId,
      findings: [{ pointer: '/of/0', holds: true, evidence: { kind: 'attribute', value: "O'slo" } }],
      inSnapshot: null,
    });
  });

  test.each([
    ['entity', 'nobody'],
    ['entity', 'erased'],
    ['entity', 'stranger'],
    ['device', 'lost'],
    ['device', 'ada'],
  ] as const)('%s %s is nobody', async (idType, id) => {
    expect(await answer({ user: { idType, id } })).toMatchObject({ code: 'user.not-found' });
  });

  it('does not know the users of another organisation', async () => {
    expect(await answer({ organisationId: randomUUID() })).toMatchObject({ code: 'user.not-found' });
  });

  it('says whether the published snapshots hold the user', async () => {
    const [audience, snapshot] = [randomUUID(), randomUUID()];
    await tables.clickhouse.command(
      `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users)
       SELECT {organisation:UUID}, {audience:UUID}, {snapshot:UUID}, ${shardOf(UID)}, {snapshot:UUID}, groupBitmapState(toUInt32({uid:UInt32}))`,
      { organisation, audience, snapshot, uid: UID },
    );
    const published = { audienceId: audience, snapshotIds: [snapshot] };
    expect(await answer(published)).toMatchObject({ inSnapshot: true });
    told.length = 0;
    expect(await answer({ ...published, user: { idType: 'entity', id: 'bob' } })).toMatchObject({
      inSnapshot: false,
    });
  });

  it('is not answered from results that are not whole any more', async () => {
    const [audience, snapshot, gone] = [randomUUID(), randomUUID(), randomUUID()];
    await tables.clickhouse.command(
      `INSERT INTO snapshots (organisation, audience, snapshot, shard, run, users)
       SELECT {organisation:UUID}, {audience:UUID}, {snapshot:UUID}, ${shardOf(UID)}, {snapshot:UUID}, groupBitmapState(toUInt32({uid:UInt32}))`,
      { organisation, audience, snapshot, uid: UID },
    );
    const result = { audienceId: audience, snapshotIds: [snapshot] };
    expect(await answer({ ...result, members: 1 })).toMatchObject({ inSnapshot: true });
    told.length = 0;
    expect(await answer({ ...result, members: 2 })).toMatchObject({ inSnapshot: null });
    told.length = 0;
    const input = { audienceId: audience, at: 'latest', runId: snapshot, businessDate: '2026-11-24' };
    const inputs = [{ ...input, snapshotIds: [gone], count: 1 }];
    expect(await answer({ inputs })).toMatchObject({ code: 'calculation.input-lost' });
  });

  it('tells that the engine refuses a statement, and that an input is missing', async () => {
    const broken = { ...known, membership: { statement: 'SELECT nothing AS users', parameters: {} } };
    expect(await answer({ conditions: [broken] })).toMatchObject({ code: 'explanation.refused-by-engine' });
    told.length = 0;
    const unpinned: ConditionPlan = { ...known, evidence: { kind: 'audience' } };
    expect(await answer({ conditions: [unpinned] })).toMatchObject({ code: 'explanation.missing-input' });
  });

  it('leaves a dependency that is down to a retry', async () => {
    const users = new KnownUserRepository(tables.clickhouse);
    jest.spyOn(users, 'find').mockRejectedValue(new DependencyDownError('clickhouse', 'away'));
    const examiner = new ConditionExaminer(tables.clickhouse);
    const down = new ExplainUser(
      users,
      examiner,
      new InputGuard(tables.clickhouse, calculatorConfig.parse({})),
      new Told(),
      new ShutdownDeadline(),
      calculatorConfig.parse({}),
    );
    await expect(down.execute(question())).rejects.toThrow(DependencyDownError);
    expect(told).toEqual([]);
  });
});
