import { gunzipSync } from 'node:zlib';
import {
  MusterClient,
  type AudienceResource,
  type ExportResource,
  type Member,
  type RunResource,
} from '@muster/contracts';
import { CDNOW_AS_OF, cdnowAudiences, type CdnowAudience } from '../cdnow/audiences';
import { behaviorsFile, tagsFile, usersFile } from '../cdnow/import-files';
import { CDNOW_TIME_ZONE, readPurchases, type Purchase } from '../cdnow/purchases';

/**
 * The product's main job on real data, step by step, as a user does it over HTTP. Steps are separate so that a test can break something
 * between or in the middle of them.
 */
export class MainJob {
  readonly #audiences = new Map<string, AudienceResource>();

  private constructor(
    readonly client: MusterClient,
    readonly purchases: readonly Purchase[],
  ) {}

  /** An organisation of its own, with the catalogue declared. */
  static async begin(url: string, adminToken: string): Promise<MainJob> {
    const { token } = await new MusterClient(url, adminToken).registerOrganisation({
      name: 'CDNOW',
      timeZone: CDNOW_TIME_ZONE,
    });
    const client = new MusterClient(url, token);
    await client.declare({
      applications: {
        shop: { events: { purchase: { properties: { quantity: 'number', amount: 'number' } } } },
      },
      attributes: { cohort: 'string' },
      tags: { bulk_buyer: { kind: 'flag' } },
    });
    return new MainJob(client, await readPurchases());
  }

  /** Asks for the import of users; does not wait. */
  async importUsers() {
    return this.client.importFile({ kind: 'users', format: 'csv' }, usersFile(this.purchases));
  }

  async importBehaviors() {
    return this.client.importFile({ kind: 'behaviors', format: 'csv' }, behaviorsFile(this.purchases));
  }

  async importTags() {
    return this.client.importFile({ kind: 'tags', format: 'ndjson' }, tagsFile(this.purchases));
  }

  /** Everything is landed. */
  async importEverything(): Promise<void> {
    for (const { id } of [await this.importUsers(), await this.importBehaviors(), await this.importTags()]) {
      const job = await this.client.finishedImport(id);
      expect(job).toMatchObject({ state: 'completed', rejected: 0, failure: null });
    }
  }

  /** Creates one of the CDNOW audiences; does not wait for its run. Resolves to the run's id. */
  async createAudience(audience: CdnowAudience): Promise<string> {
    const rule = audience.rule((name) => {
      const known = this.#audiences.get(name);
      if (!known) throw new Error(`audience "${name}" was not created yet`);
      return known.id;
    });
    const { runId, ...created } = await this.client.createAudience({
      name: audience.name,
      rule,
      asOf: CDNOW_AS_OF,
    });
    this.#audiences.set(audience.name, created);
    return runId;
  }

  /** The run is published, once, and its members are exactly those of the plain evaluation. */
  async expectPublished(audience: CdnowAudience, runId: string): Promise<void> {
    const run = await this.client.finishedRun(runId);
    const expected = [...audience.members(this.purchases)].sort();
    expect(expected.length).toBeGreaterThan(0);
    expect(summary(run)).toEqual({ state: 'completed', failure: null, count: expected.length });
    const { id } = this.#known(audience);
    expect((await this.client.audience(id)).result).toMatchObject({ runId, count: expected.length });
    const members = await this.allMembers(id);
    expect(members.map(({ entityId }) => entityId).sort()).toEqual(expected);
  }

  /** Every page of the members of the published run. */
  async allMembers(audienceId: string): Promise<Member[]> {
    const members: Member[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.client.members(audienceId, cursor);
      members.push(...page.members);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return members;
  }

  /** Asks for an export of the published members; does not wait. */
  async requestExport(audience: CdnowAudience): Promise<ExportResource> {
    return this.client.requestExport(this.#known(audience).id, { format: 'csv', compression: 'gzip' });
  }

  /** The export's file holds the same users as the plain evaluation, once each. */
  async expectExported(audience: CdnowAudience, exportId: string): Promise<void> {
    const expected = [...audience.members(this.purchases)].sort();
    const job = await this.client.finishedExport(exportId);
    expect(job).toMatchObject({ state: 'completed', rows: expected.length, failure: null });
    const file = gunzipSync(await this.client.exportContent(exportId)).toString('utf8');
    const [header = '', ...lines] = file.trimEnd().split('\n');
    expect(header.replaceAll('"', '').split(',')[0]).toBe('entity_id');
    expect(lines.map((line) => line.replaceAll('"', '').split(',')[0]).sort()).toEqual(expected);
  }

  /** The whole job, nothing broken. */
  async complete(): Promise<void> {
    await this.importEverything();
    for (const audience of cdnowAudiences) {
      await this.expectPublished(audience, await this.createAudience(audience));
      const { id } = await this.requestExport(audience);
      await this.expectExported(audience, id);
    }
  }

  #known(audience: CdnowAudience): AudienceResource {
    const known = this.#audiences.get(audience.name);
    if (!known) throw new Error(`audience "${audience.name}" was not created yet`);
    return known;
  }
}

const summary = ({ state, failure, count }: RunResource) => ({ state, failure, count });
