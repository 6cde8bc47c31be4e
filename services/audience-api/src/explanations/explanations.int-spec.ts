import { topics, type ProblemDetails, type TopicEvent, type Topics } from '@muster/contracts';
import { createEvent, type EventDraft } from '@muster/platform';
import { describeWith, postgresForTest, waitFor, type TestResource } from '@muster/testing';
import type { Response } from 'supertest';
import { ApiForTest, type StoredEvent } from '../testing-only/api.fixture';
import { OtherServices, type TestAudience } from '../testing-only/calculators.fixture';
import { ExplanationConsumer } from './explanation.consumer';

type ExplanationEvent = TopicEvent<Topics['explanation']>;

describeWith(['postgres'], 'questions about a user', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let others: OtherServices;
  let audience: TestAudience;

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    others = new OtherServices(api);
    const rule = { op: 'not', of: { kind: 'tag', tag: 'vip', match: { op: 'has' } } };
    audience = await others.createAudience(await api.organisation(), rule);
  });
  afterAll(async () => {
    await api.stop();
    await postgres.dispose();
  });

  const asked = async (): Promise<StoredEvent[]> =>
    (await api.outbox()).filter(({ type }) => type === 'audience.explanation.requested.v1');

  /** Sends a question, lets the other services answer it, and resolves to what the request is answered. */
  async function explain(
    answer: (about: {
      organisationId: string;
      audienceId: string;
      explanationId: string;
    }) => ExplanationEvent,
    query = 'user=ada',
  ): Promise<Response> {
    const before = (await asked()).length;
    const request = api.http('get', `/v1/audiences/${audience.id}/explain?${query}`, audience.token);
    const response = request.then((got) => got);
    const { data } = await waitFor(async () => (await asked())[before], {
      timeoutMs: 5_000,
      what: 'the question',
    });
    const { organisationId, audienceId, explanationId } = data as Record<string, string>;
    const event = answer({
      organisationId: organisationId!,
      audienceId: audienceId!,
      explanationId: explanationId!,
    });
    // Delivered twice, as it may be.
    await api.get(ExplanationConsumer).handle(event);
    await api.get(ExplanationConsumer).handle(event);
    return response;
  }

  function event<Type extends ExplanationEvent['type']>(
    type: Type,
    data: EventDraft<Topics['explanation'], Type>['data'],
  ): ExplanationEvent {
    const { organisationId, audienceId: subject, explanationId: key } = data;
    const draft = { type, service: 'calculator', organisationId, subject, key, identity: [key], data };
    return createEvent(topics.explanation, draft);
  }

  it('answers node by node, and keeps nothing of it', async () => {
    const response = await explain((about) =>
      event('audience.explanation.completed.v1', {
        ...about,
        entityId: 'ada',
        findings: [
          { pointer: '/of', holds: true, evidence: { kind: 'tag', value: true, date: '2026-01-01' } },
        ],
        inSnapshot: null,
      }),
    );
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({
      audienceId: audience.id,
      definitionVersion: 1,
      user: { idType: 'entity', id: 'ada', entityId: 'ada' },
      member: false,
      published: null,
      nodes: [
        { pointer: '', node: 'not', holds: false },
        { pointer: '/of', node: 'tag', holds: true, evidence: { value: true, date: '2026-01-01' } },
      ],
    });
    expect((await api.rowCounts())['explanations']).toBe(0);
  });

  it('asks as of now, with everything that the others need', async () => {
    await explain((about) =>
      event('audience.explanation.failed.v1', { ...about, code: 'user.not-found', message: 'nobody' }),
    );
    expect((await asked()).at(-1)?.data).toMatchObject({
      user: { idType: 'entity', id: 'ada' },
      timeZone: 'Europe/London',
      catalogue: { tags: { vip: { kind: 'flag' } }, attributes: {} },
      inputs: [],
      snapshotIds: [],
    });
  });

  it.each([
    ['user.not-found', 404],
    ['explanation.time-limit', 422],
  ])('a failure with code %s is a problem of status %d', async (code, status) => {
    const response = await explain(
      (about) => event('audience.explanation.failed.v1', { ...about, code, message: 'it failed' }),
      'user=ada&idType=device',
    );
    expect(response.body as ProblemDetails).toMatchObject({ code, status });
  });

  it('tells what is wrong with a rule that cannot be compiled', async () => {
    const diagnostics = [{ code: 'rule.range-reversed', pointer: '/of', message: 'turn it around' }];
    const response = await explain((about) =>
      event('audience.explanation.rejected.v1', { ...about, diagnostics }),
    );
    expect(response.body as ProblemDetails).toMatchObject({
      ...{ code: 'rule.range-reversed', status: 409 },
      errors: diagnostics,
    });
  });

  it('an answer that nobody waits for any more changes nothing', async () => {
    const explanationId = audience.id;
    const about = { organisationId: audience.organisationId, audienceId: audience.id, explanationId };
    await api
      .get(ExplanationConsumer)
      .handle(event('audience.explanation.failed.v1', { ...about, code: 'x', message: 'late' }));
    expect((await api.rowCounts())['explanations']).toBe(0);
  });

  it('an audience without a result cannot be explained by those that read it', async () => {
    const rule = { kind: 'audience', audienceId: audience.id };
    const reader = await others.createAudience({ id: audience.organisationId, token: audience.token }, rule);
    const response = await api.http('get', `/v1/audiences/${reader.id}/explain?user=ada`, audience.token);
    expect(response.body as ProblemDetails).toMatchObject({ code: 'run.input-missing', status: 409 });
  });

  it.each([
    ['', 'request.missing-parameter'],
    ['user=', 'request.invalid-parameter'],
    [`user=${'u'.repeat(257)}`, 'request.invalid-parameter'],
    ['user=a&user=b', 'request.invalid-parameter'],
    ['user=a&idType=email', 'request.invalid-parameter'],
    ['user=a&run=latest', 'request.invalid-parameter'],
    ['user=a&asOf=2026-01-01', 'request.unknown-parameter'],
  ])('refuses ?%s', async (query, code) => {
    const response = await api.http('get', `/v1/audiences/${audience.id}/explain?${query}`, audience.token);
    expect(response.body as ProblemDetails).toMatchObject({ code, status: 400 });
  });
});
