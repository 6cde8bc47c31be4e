import { MusterClient, type AudienceResource, type RunResource } from '@muster/contracts';
import type { ClickHouse } from '@muster/platform';
import { CROWD_AS_OF, crowdCatalogue, fillWithCrowd, type CrowdSize } from './crowd-data';
import { crowdRules } from './crowd-rules';

/** An organisation with made-up users and many audiences of them. */
export class Crowd {
  private constructor(
    readonly client: MusterClient,
    readonly organisationId: string,
  ) {}

  static async settle(
    url: string,
    adminToken: string,
    clickhouse: ClickHouse,
    size: CrowdSize,
  ): Promise<Crowd> {
    const { id, token } = await new MusterClient(url, adminToken).registerOrganisation({
      name: 'Crowd',
      timeZone: 'UTC',
    });
    const client = new MusterClient(url, token);
    await client.declare(crowdCatalogue);
    await fillWithCrowd(clickhouse, id, size);
    return new Crowd(client, id);
  }

  /** Audiences of different rules, with their first runs finished. */
  async createAudiences(number: number): Promise<readonly AudienceResource[]> {
    const created = await Promise.all(
      crowdRules(number).map((rule, index) =>
        this.client.createAudience({ name: `Crowd ${index}`, rule, asOf: CROWD_AS_OF }),
      ),
    );
    const runs = await Promise.all(created.map(({ runId }) => this.client.finishedRun(runId)));
    for (const run of runs) assertCompleted(run);
    return Promise.all(created.map(({ id }) => this.client.audience(id)));
  }

  /** Computes an audience again, as of the same instant. */
  async compute(audienceId: string): Promise<RunResource> {
    const { id } = await this.client.requestRun(audienceId, { asOf: CROWD_AS_OF });
    return assertCompleted(await this.client.finishedRun(id));
  }
}

function assertCompleted(run: RunResource): RunResource {
  if (run.state === 'completed') return run;
  throw new Error(
    `run ${run.id} ended as ${run.state}: ${run.failure?.code ?? ''} ${run.failure?.message ?? ''}`,
  );
}
