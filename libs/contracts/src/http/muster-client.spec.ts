import { MusterClient } from './muster-client';
import type { ImportResource } from './imports';

const finished: ImportResource = {
  id: '6f1d9c0e-6c2b-4f0c-9a7e-3d4b8a215c90',
  kind: 'users',
  format: 'csv',
  compression: 'none',
  onBrokenRow: 'abort',
  timeZone: 'UTC',
  state: 'completed',
  rows: 1,
  landed: 1,
  rejected: 0,
  delimiter: null,
  hasReport: false,
  trimmedIds: 0,
  mistypedValues: [],
  failure: null,
  createdAt: '2026-03-01T00:00:00.000Z',
  finishedAt: '2026-03-01T00:00:01.000Z',
};
const running = { ...finished, state: 'running', finishedAt: null };

function problem(status: number, code: string, retryAfter?: string): Response {
  const body = { type: `urn:muster:problem:${code}`, title: 'title', status, code, detail: '', errors: [] };
  return Response.json(body, {
    status,
    headers: retryAfter === undefined ? {} : { 'Retry-After': retryAfter },
  });
}
const away = (retryAfter?: string) => problem(503, 'dependency.unavailable', retryAfter);

describe('waiting for a job', () => {
  const client = new MusterClient('http://api.test', 'token');
  let requests: jest.SpiedFunction<typeof fetch>;
  let pauses: number[];

  beforeEach(() => {
    requests = jest.spyOn(globalThis, 'fetch');
    pauses = [];
    jest.spyOn(globalThis, 'setTimeout').mockImplementation((resume, milliseconds) => {
      pauses.push(milliseconds ?? 0);
      return setImmediate(resume) as unknown as NodeJS.Timeout;
    });
  });
  afterEach(() => jest.restoreAllMocks());

  const answers = (...responses: Response[]) => {
    for (const response of responses) requests.mockResolvedValueOnce(response);
  };

  it('asks again as long as it runs', async () => {
    answers(Response.json(running), Response.json(finished));
    expect(await client.finishedImport(finished.id)).toEqual(finished);
  });

  it('pauses as long as an API that cannot answer now says', async () => {
    answers(away('3'), away('0'), away(), away('tomorrow'), Response.json(finished));
    expect(await client.finishedImport(finished.id)).toEqual(finished);
    expect(pauses).toEqual([3000, 1000, 1000, 1000]);
  });

  it('loses patience after a minute', async () => {
    requests.mockImplementation(() => Promise.resolve(away('20')));
    await expect(client.finishedImport(finished.id)).rejects.toMatchObject({
      problem: { code: 'dependency.unavailable' },
    });
    expect(pauses).toEqual([20_000, 20_000, 20_000]);
  });

  it.each([
    [500, 'internal'],
    [404, 'import.not-found'],
  ])('does not ask again after %d %s', async (status, code) => {
    answers(problem(status, code, '1'));
    await expect(client.finishedImport(finished.id)).rejects.toMatchObject({ problem: { code } });
    expect(pauses).toEqual([]);
  });
});
