import type { ProblemDetails } from '@muster/contracts';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ADMIN_TOKEN, ApiForTest } from '../testing-only/api.fixture';

const rule = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Oslo' };
const UNKNOWN_ID = '6f1d9c0e-6c2b-4f0c-9a7e-3d4b8a215c90';

/** `depth` sets nested in each other. */
function nested(depth: number): string {
  return `${'{"op":"not","of":'.repeat(depth)}${JSON.stringify(rule)}${'}'.repeat(depth)}`;
}

describeWith(['postgres'], 'bad input', () => {
  let postgres: TestResource;
  let api: ApiForTest;
  let token: string;
  let stranger: string;
  let audienceId: string;
  let before: Record<string, number>;

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
    ({ token } = await api.organisation());
    ({ token: stranger } = await api.organisation());
    const answer = await api.http('post', '/v1/audiences', token).send({ name: 'Oslo', rule }).expect(201);
    audienceId = answer.body.id;
  });
  afterAll(async () => {
    await api.stop();
    await postgres.dispose();
  });
  beforeEach(async () => {
    before = await api.rowCounts();
  });
  afterEach(async () => {
    // Whatever was refused: nothing was written.
    expect(await api.rowCounts()).toEqual(before);
  });

  /** Sends raw text and returns the problem details of the answer. */
  async function refused(
    method: 'post' | 'put' | 'patch',
    path: string,
    body: string,
    as = token,
  ): Promise<ProblemDetails> {
    const answer = await api.http(method, path, as).set('Content-Type', 'application/json').send(body);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    const problem = JSON.parse(answer.text) as ProblemDetails;
    expect(problem).toMatchObject({
      type: `urn:muster:problem:${problem.code}`,
      title: expect.any(String),
      status: answer.status,
      detail: expect.any(String),
    });
    return problem;
  }
  const create = (body: object) => refused('post', '/v1/audiences', JSON.stringify(body));
  const places = ({ errors }: ProblemDetails) => errors.map(({ code, pointer }) => `${code} ${pointer}`);

  it.each([
    ['half an object', '{"name": "a", "rule": {'],
    ['a trailing comma', '{"name": "a",}'],
    ['no JSON', 'name=a'],
  ])('is %s', async (_, body) => {
    expect(await refused('post', '/v1/audiences', body)).toMatchObject({
      status: 400,
      code: 'request.malformed-json',
    });
  });

  it.each(['[]', '"text"', 'null', '7'])('is the JSON %s, which is no object', async (body) => {
    const problem = await refused('post', '/v1/audiences', body);
    expect(problem).toMatchObject({ status: 400, code: 'request.invalid-body', errors: [{ pointer: '' }] });
  });

  it('is a body that is not JSON by its type', async () => {
    const answer = await api.http('post', '/v1/audiences', token).type('form').send('name=a');
    expect(answer.status).toBe(415);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'request.unsupported-media-type' });
  });

  it('is told all at once: the body’s own fields and the rule’s', async () => {
    const problem = await create({
      name: '',
      asOf: 'tomorrow',
      owner: 'me',
      rule: {
        op: 'union',
        of: [
          { kind: 'attribute', attribute: 'town', op: 'eq', value: 'Oslo' },
          { kind: 'attribute', attribute: 'age', op: 'contains', value: 'x', note: 1 },
          { kind: 'tag', tag: 'nope', match: { op: 'has' } },
          { kind: 'wish' },
          { op: 'intersect', of: [] },
        ],
      },
    });
    expect(problem.status).toBe(400);
    expect(places(problem)).toEqual(
      expect.arrayContaining([
        'request.unknown-field /owner',
        'request.invalid-field /name',
        'request.invalid-field /asOf',
        'rule.unknown-attribute /rule/of/0/attribute',
        'rule.unknown-field /rule/of/1/note',
        'rule.operator-not-for-type /rule/of/1/op',
        'rule.unknown-tag /rule/of/2/tag',
        'rule.unknown-kind /rule/of/3/kind',
        'rule.empty-group /rule/of/4/of',
      ]),
    );
    expect(problem.errors.every(({ message }) => message.length > 0)).toBe(true);
  });

  it('is a value of a wrong type', async () => {
    expect(places(await create({ name: 7, rule: 'everybody' }))).toEqual(
      expect.arrayContaining(['request.invalid-field /name', 'rule.wrong-type /rule']),
    );
  });

  it('is a rule that is not there', async () => {
    const problem = await create({ name: 'a' });
    expect(places(problem)).toEqual(['request.missing-field /rule']);
  });

  it('is a change in which anything is wrong, told all at once', async () => {
    const path = `/v1/audiences/${audienceId}`;
    const change = { name: '', rule: { kind: 'wish' }, expectedVersion: 0, asOf: '2026-01-01T00:00:00Z' };
    const problem = await refused('patch', path, JSON.stringify(change));
    expect(problem.status).toBe(400);
    expect(places(problem).sort()).toEqual([
      'request.invalid-field /expectedVersion',
      'request.invalid-field /name',
      'request.unknown-field /asOf',
      'rule.unknown-kind /rule/kind',
    ]);
    expect(places(await refused('patch', path, '{"rule":null,"name":null}'))).toEqual([
      'request.invalid-field /name',
      'rule.wrong-type /rule',
    ]);
  });

  it('is a quality gate of another shape, at creation and later', async () => {
    const qualityGate = { onEmpty: 'weep', maxChangePercent: -1, maxWatermarkAgeMinutes: 1.5, maxAge: 1 };
    const expected = [
      'request.invalid-field /qualityGate/maxChangePercent',
      'request.invalid-field /qualityGate/maxWatermarkAgeMinutes',
      'request.invalid-field /qualityGate/onEmpty',
      'request.unknown-field /qualityGate/maxAge',
    ];
    expect(places(await create({ name: 'a', rule, qualityGate })).sort()).toEqual(expected);
    const path = `/v1/audiences/${audienceId}`;
    expect(places(await refused('patch', path, JSON.stringify({ qualityGate }))).sort()).toEqual(expected);
    expect(places(await refused('patch', path, '{"qualityGate":null}'))).toEqual([
      'request.invalid-field /qualityGate',
    ]);
  });

  it('is a decision about a run that is not held, or with a note that cannot be kept', async () => {
    const runs = await api.http('get', `/v1/audiences/${audienceId}/runs`, token);
    const path = `/v1/runs/${runs.body.runs[0].id}`;
    for (const decision of ['approve', 'reject']) {
      expect(await refused('post', `${path}/${decision}`, '{}')).toMatchObject({
        status: 409,
        code: 'run.not-held',
      });
      expect(places(await refused('post', `${path}/${decision}`, '{"note":"","why":1}')).sort()).toEqual([
        'request.invalid-field /note',
        'request.unknown-field /why',
      ]);
    }
  });

  it('is a change of a version that there is not any more', async () => {
    const change = { name: 'Rome', rule: { ...rule, value: 'Rome' }, expectedVersion: 2 };
    const problem = await refused('patch', `/v1/audiences/${audienceId}`, JSON.stringify(change));
    expect(problem).toMatchObject({ status: 409, code: 'audience.version-conflict' });
  });

  it('is a time to come, or one before time begins', async () => {
    const future = new Date(Date.now() + 3_600_000).toISOString();
    expect(places(await create({ name: 'a', rule, asOf: future }))).toEqual(['run.as-of-in-future /asOf']);
    expect(places(await create({ name: 'a', rule, asOf: '1969-07-20T20:17:40Z' }))).toEqual([
      'run.as-of-too-early /asOf',
    ]);
    const path = `/v1/audiences/${audienceId}/runs`;
    expect(places(await refused('post', path, JSON.stringify({ asOf: future })))).toEqual([
      'run.as-of-in-future /asOf',
    ]);
  });

  it('is a rule beyond the limits', async () => {
    const conditions = {
      op: 'union',
      of: Array.from({ length: 21 }, (_, n) => ({ ...rule, value: `${n}` })),
    };
    expect(places(await create({ name: 'a', rule: conditions }))).toEqual(['rule.too-many-conditions /rule']);
    const values = Array.from({ length: 10_001 }, (_, n) => `${n}`);
    expect(places(await create({ name: 'a', rule: { ...rule, op: 'in', value: values } }))).toEqual([
      'rule.list-too-long /rule/value',
    ]);
    expect(places(await create({ name: 'a', rule: { ...rule, value: 'x'.repeat(800_000) } }))).toEqual([
      'rule.too-large /rule',
    ]);
    expect(places(await create({ name: 'a', rule: { ...rule, op: 'matches', value: '(' } }))).toEqual([
      'rule.regex-invalid /rule/value',
    ]);
  });

  it('is nested too deep: for the rule, for the body, and for any stack', async () => {
    const body = (depth: number) => `{"name":"a","rule":${nested(depth)}}`;
    expect((await refused('post', '/v1/audiences', body(9))).errors[0]).toMatchObject({
      code: 'rule.too-deep',
    });
    expect(await refused('post', '/v1/audiences', body(100))).toMatchObject({ code: 'request.too-deep' });
    expect(await refused('post', '/v1/audiences', body(10_000))).toMatchObject({
      status: 400,
      code: 'request.too-deep',
    });
    const brackets = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    expect(await refused('put', '/v1/catalogue', brackets)).toMatchObject({ code: 'request.too-deep' });
  });

  it('is a body of 5 MB', async () => {
    const body = JSON.stringify({ name: 'a', rule: { ...rule, value: 'x'.repeat(5_000_000) } });
    expect(await refused('post', '/v1/audiences', body)).toMatchObject({
      status: 413,
      code: 'request.too-large',
    });
  });

  it.each(['constructor', '__proto__', 'toString'])('is a field called %s', async (field) => {
    const body = `{"name":"a","rule":${JSON.stringify(rule)},"${field}":{}}`;
    const problem = await refused('post', '/v1/audiences', body);
    expect(places(problem)).toEqual([`request.unknown-field /${field}`]);
  });

  it('is an audience of another organisation, in a rule', async () => {
    const theirs = { op: 'not', of: { kind: 'audience', audienceId } };
    const problem = await refused(
      'post',
      '/v1/audiences',
      JSON.stringify({ name: 'a', rule: theirs }),
      stranger,
    );
    expect(places(problem)).toEqual(['rule.audience-not-visible /rule/of/audienceId']);
    const nobodys = { kind: 'audience', audienceId: UNKNOWN_ID };
    expect(places(await create({ name: 'a', rule: nobodys }))).toEqual([
      'rule.audience-not-visible /rule/audienceId',
    ]);
  });

  it('is a query that the route does not have, or out of bounds', async () => {
    const answer = await api.http('get', '/v1/audiences?limit=0&order=name&limit=2', token).expect(400);
    expect(places(JSON.parse(answer.text) as ProblemDetails).sort()).toEqual([
      'request.invalid-parameter /limit',
      'request.unknown-parameter /order',
    ]);
    for (const [path, code] of [
      ['/v1/audiences?limit=1001', 'request.invalid-parameter'],
      ['/v1/audiences?cursor=x', 'request.invalid-cursor'],
      [`/v1/audiences/${audienceId}/runs?cursor=-1`, 'request.invalid-cursor'],
      [`/v1/audiences/${audienceId}/members?cursor=x`, 'request.invalid-cursor'],
      [`/v1/runs/${UNKNOWN_ID}/events?from=1`, 'request.unknown-parameter'],
      [`/v1/runs/${UNKNOWN_ID}?waitSeconds=31`, 'request.invalid-parameter'],
      [`/v1/runs/${UNKNOWN_ID}?waitSeconds=1.5`, 'request.invalid-parameter'],
    ] as const) {
      const refusal = await api.http('get', path, token).expect(400);
      expect(JSON.parse(refusal.text)).toMatchObject({ code });
    }
  });

  it('is an organisation in a zone that does not exist', async () => {
    const body = JSON.stringify({ name: 'a', timeZone: 'Europe/Atlantis' });
    expect(places(await refused('post', '/v1/organisations', body, ADMIN_TOKEN))).toEqual([
      'organisation.time-zone-unknown /timeZone',
    ]);
  });

  it('is a catalogue of another shape, or one that contradicts what is declared', async () => {
    const shape = {
      applications: { ' shop': { events: {} } },
      attributes: { city: 'place', age: 7 },
      labels: {},
    };
    const problem = await refused('put', '/v1/catalogue', JSON.stringify(shape));
    expect(problem.status).toBe(400);
    expect(places(problem)).toEqual(
      expect.arrayContaining([
        'request.invalid-field /applications/ shop',
        'request.invalid-field /attributes/city',
        'request.invalid-field /attributes/age',
        'request.missing-field /tags',
        'request.unknown-field /labels',
      ]),
    );
    const contradiction = { applications: {}, attributes: { city: 'number', zip: 'string' }, tags: {} };
    const conflict = await refused('put', '/v1/catalogue', JSON.stringify(contradiction));
    expect(conflict.status).toBe(409);
    expect(places(conflict)).toEqual(['catalogue.conflict /attributes/city']);
    const catalogue = await api.http('get', '/v1/catalogue', token);
    expect(catalogue.body.attributes).toEqual({ city: 'string', age: 'number' });
  });

  it('is an import or export of a kind that there is not', async () => {
    const job = { kind: 'pictures', format: 'xml', compression: 'zip', onBrokenRow: 'weep' };
    expect(places(await refused('post', '/v1/imports', JSON.stringify(job)))).toEqual([
      'request.invalid-field /kind',
      'request.invalid-field /format',
      'request.invalid-field /compression',
      'request.invalid-field /onBrokenRow',
    ]);
    const path = `/v1/audiences/${audienceId}/exports`;
    expect(places(await refused('post', path, '{"compression":null}'))).toEqual([
      'request.missing-field /format',
      'request.invalid-field /compression',
    ]);
  });

  it('is asking for a result before there is one', async () => {
    const path = `/v1/audiences/${audienceId}/exports`;
    expect(await refused('post', path, '{"format":"csv"}')).toMatchObject({
      status: 409,
      code: 'audience.no-result',
    });
    const members = await api.http('get', `/v1/audiences/${audienceId}/members`, token).expect(409);
    expect(JSON.parse(members.text)).toMatchObject({ code: 'audience.no-result' });
  });

  it('is a route that does not exist', async () => {
    const answer = await api.http('get', '/v1/nothing', token).expect(404);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'route.not-found' });
  });
});
