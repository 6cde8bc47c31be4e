import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeWith, postgresForTest, type TestResource } from '@muster/testing';
import { ApiForTest } from '../testing-only/api.fixture';

const PAGE = readFileSync(resolve(__dirname, '../../../../docs/http.md'), 'utf8');

/** The request of the section "Problems" and the answer under it. */
function example(): { body: string; answer: unknown } {
  const [, body = '', answer = ''] =
    /## Problems\n[^]*?-d '([^']+)'\n```\n\n```json\n([^]*?)```/.exec(PAGE) ?? [];
  return { body, answer: JSON.parse(answer) };
}

describeWith(['postgres'], 'docs/http.md', () => {
  let postgres: TestResource;
  let api: ApiForTest;

  beforeAll(async () => {
    postgres = await postgresForTest();
    api = await ApiForTest.start(postgres.env['POSTGRES_URL']!);
  });
  afterAll(async () => {
    await api.stop();
    await postgres.dispose();
  });

  it('shows a problem as it is sent', async () => {
    const { body, answer } = example();
    const { token } = await api.organisation();
    const sent = await api
      .http('post', '/v1/audiences', token)
      .set('Content-Type', 'application/json')
      .send(body)
      .expect(400);
    expect(JSON.parse(sent.text)).toEqual(answer);
  });

  it('uses the variables of the README', () => {
    const used = new Set([...PAGE.matchAll(/\$(MUSTER\w*|TOKEN)\b/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(['MUSTER_ADMIN_TOKEN', 'MUSTER_TOKEN', 'MUSTER_URL']);
  });
});
