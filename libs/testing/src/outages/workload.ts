import { gunzipSync } from 'node:zlib';
import {
  type CreateImportRequest,
  type ExportResource,
  type ImportResource,
  type MusterClient,
  type Rule,
  type RunResource,
} from '@muster/contracts';
import type { TestResource } from '../resources/test-resource';
import { IngestSender } from './ingest-sender';
import { insist, UnexpectedAnswers } from './insist';
import { SentData, type SentUser } from './sent-data';

const CITIES = ['Leeds', 'York', 'Bath', 'Hull', 'Bristol'];
const LEVELS = ['gold', 'silver', 'bronze'];
const BASE_USERS = 400;
const ROWS_PER_FILE = 150;
const MESSAGES_PER_BATCH = 40;
const WAIT_SECONDS = 5;
/** Of the behaviours, so that no run looks past them. */
const FIRST_TIME = Date.UTC(2026, 0, 1);

const cityOf = (number: number): string => CITIES[number % CITIES.length] ?? '';
const userOf = (name: string, city: string): SentUser => ({ entityId: name, accountId: `acc-${name}`, city });

export interface Audience {
  readonly name: string;
  readonly id: string;
  readonly isStreamed: boolean;
  /** Entity ids, sorted, by what was sent. */
  expected(): readonly string[];
}

/** Everything that goes on in an organisation at the same time, told over HTTP and by topics, and what came of it. */
export class Workload {
  readonly sent = new SentData();
  readonly unexpected = new UnexpectedAnswers();
  readonly imports: ImportResource[] = [];
  readonly exports: { readonly job: ExportResource; readonly lines: number }[] = [];
  readonly runs: RunResource[] = [];
  readonly audiences: Audience[] = [];
  private readonly ingest: IngestSender;
  private batches = 0;

  constructor(
    private readonly client: MusterClient,
    organisationId: string,
    resources: TestResource,
  ) {
    this.ingest = new IngestSender(resources, organisationId);
  }

  /** Finished pieces of work of any kind. */
  get workDone(): number {
    return this.imports.length + this.exports.length + this.runs.length + this.batches;
  }

  /** The catalogue, the first users, the audiences and their streams. */
  async begin(): Promise<void> {
    await this.client.declare({
      applications: { shop: { events: { purchase: { properties: { amount: 'number' } } } } },
      attributes: { city: 'string' },
      tags: { level: { kind: 'category', values: LEVELS } },
    });
    await this.importUsers(Array.from({ length: BASE_USERS }, (_, n) => userOf(`base-${n}`, cityOf(n))));
    const city: Rule = { kind: 'attribute', attribute: 'city', op: 'eq', value: 'Leeds' };
    const buyers: Rule = {
      ...{ kind: 'behavior', app: 'shop', event: 'purchase' },
      compare: { op: 'gte', value: 3 },
    };
    const gold: Rule = { kind: 'tag', tag: 'level', match: { op: 'in', values: ['gold'] } };
    const leeds = await this.createAudience('of Leeds', city, true, () => this.sent.inCity('Leeds'));
    await this.createAudience('buyers', buyers, true, () => this.sent.withEvents(3));
    await this.createAudience('gold', gold, false, () => this.sent.withTag('gold'));
    const others: Rule = {
      op: 'difference',
      keep: { op: 'union', of: [{ kind: 'audience', audienceId: leeds.id }, buyers] },
      remove: [gold],
    };
    await this.createAudience('of Leeds or buyers, not gold', others, true, () => this.others());
  }

  /** Goes on with everything until `isOver`, and finishes what has begun. */
  async goOn(isOver: () => boolean): Promise<void> {
    const repeat = async (step: (turn: number) => Promise<void>): Promise<void> => {
      for (let turn = 0; !isOver(); turn++) await step(turn);
    };
    await Promise.all([
      repeat((turn) => this.sendUsers(turn)),
      repeat((turn) => this.sendBehaviors(turn)),
      repeat((turn) => this.sendTags(turn)),
      repeat((turn) => this.sendMessages(turn)),
      ...this.audiences.map((audience) => repeat(() => this.compute(audience).then(() => undefined))),
      repeat((turn) => this.export(turn)),
    ]);
  }

  async stop(): Promise<void> {
    await this.ingest.stop();
  }

  /** Computes an audience; resolves when its run has ended. */
  async compute({ id }: Audience): Promise<RunResource> {
    const { id: runId } = await this.insist(() => this.client.requestRun(id));
    const run = await this.finished(() => this.client.run(runId, WAIT_SECONDS));
    this.runs.push(run);
    return run;
  }

  /** All members of the published run, page by page. */
  async members(audienceId: string): Promise<{ runId: string; count: number; members: string[] }> {
    const members: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await this.client.members(audienceId, cursor);
      members.push(...page.members.map(({ entityId }) => entityId));
      if (page.nextCursor === null) return { runId: page.runId, count: page.count, members: members.sort() };
      cursor = page.nextCursor;
    }
  }

  private others(): string[] {
    const gold = new Set(this.sent.withTag('gold'));
    const both = new Set([...this.sent.inCity('Leeds'), ...this.sent.withEvents(3)]);
    return [...both].filter((id) => !gold.has(id)).sort();
  }

  private async createAudience(
    name: string,
    rule: Rule,
    isStreamed: boolean,
    expected: () => readonly string[],
  ): Promise<Audience> {
    const stream = isStreamed ? ('members' as const) : ('none' as const);
    const { id, runId } = await this.client.createAudience({ name, rule, stream });
    await this.client.finishedRun(runId);
    const audience = { name, id, isStreamed, expected };
    this.audiences.push(audience);
    return audience;
  }

  /** New users, and some of the file before in another city. */
  private async sendUsers(turn: number): Promise<void> {
    const name = (of: number, n: number): string => `file-${of}-${n}`;
    const fresh = Array.from({ length: ROWS_PER_FILE }, (_, n) => userOf(name(turn, n), cityOf(n + turn)));
    const moved =
      turn === 0 ? [] : fresh.slice(0, 50).map((_, n) => userOf(name(turn - 1, n), cityOf(n + 3)));
    await this.importUsers([...moved, ...fresh]);
  }

  private async importUsers(users: readonly SentUser[]): Promise<void> {
    const rows = users.map(({ entityId, accountId, city }) => `${entityId},${accountId},${city}`);
    const done = await this.import({ kind: 'users', format: 'csv' }, ['entity_id,account_ids,city', ...rows]);
    if (done) this.sent.addUsers(users);
  }

  /** Every other file holds the events of the one before once more. */
  private async sendBehaviors(turn: number): Promise<void> {
    const of = turn - (turn % 2);
    const events = Array.from({ length: ROWS_PER_FILE }, (_, n) => ({
      eventId: `file-${of}-${n}`,
      entityId: `base-${(n * 7 + of * 13) % BASE_USERS}`,
      amount: (n % 9) + 1,
    }));
    const rows = events.map(
      ({ eventId, entityId, amount }) => `${entityId},shop,purchase,${timeOf(eventId)},${eventId},${amount}`,
    );
    const done = await this.import({ kind: 'behaviors', format: 'csv' }, [
      'entity_id,app,event,time,event_id,amount',
      ...rows,
    ]);
    if (done) this.sent.addEvents(events);
  }

  private async sendTags(turn: number): Promise<void> {
    const tags = Array.from({ length: ROWS_PER_FILE }, (_, n) => ({
      entityId: `base-${(n + turn * 31) % BASE_USERS}`,
      value: LEVELS[(n + turn) % LEVELS.length] ?? '',
    }));
    const done = await this.import(
      { kind: 'tags', format: 'ndjson' },
      tags.map(({ entityId, value }) =>
        JSON.stringify({ user: { id: entityId }, tag: 'level', value, date: '2026-01-01' }),
      ),
    );
    if (done) this.sent.addTags(tags);
  }

  private async sendMessages(turn: number): Promise<void> {
    const numbers = Array.from({ length: MESSAGES_PER_BATCH }, (_, n) => n);
    const users = numbers.map((n) => userOf(`topic-${(turn * 11 + n) % 300}`, cityOf(n + turn)));
    await this.ingest.send(
      'profile',
      users.map(({ entityId, accountId, city }) => ({
        user: entityId,
        data: { entityId, accountIds: [accountId], attributes: { city } },
      })),
    );
    this.sent.addUsers(users);
    const events = users.map(({ entityId }, n) => ({
      eventId: `topic-${turn}-${n}`,
      entityId,
      amount: (n % 5) + 1,
    }));
    await this.ingest.send(
      'behavior',
      events.map(({ eventId, entityId, amount }) => ({
        user: entityId,
        data: {
          ...{ user: { id: entityId }, app: 'shop', event: 'purchase', time: timeOf(eventId), eventId },
          properties: { amount },
        },
      })),
    );
    this.sent.addEvents(events);
    const tags = users.map(({ entityId }, n) => ({ entityId, value: LEVELS[(n + turn) % 3] ?? '' }));
    await this.ingest.send(
      'tag',
      tags.map(({ entityId, value }) => ({
        user: entityId,
        data: { user: { id: entityId }, tag: 'level', value, date: '2026-01-01' },
      })),
    );
    this.sent.addTags(tags);
    this.batches++;
    // A batch is quick while imports take seconds: without a pause nothing but topics would be at work.
    await new Promise((resolve) => setTimeout(resolve, 500));
  }

  private async import(request: CreateImportRequest, lines: readonly string[]): Promise<boolean> {
    const created = await this.insist(() => this.client.createImport(request));
    const body = lines.map((line) => `${line}\n`).join('');
    await this.insist(async () => {
      const { ok, status } = await fetch(created.uploadUrl, { method: 'PUT', body });
      if (!ok) throw new Error(`the object store answered ${status}`);
    });
    await this.insist(() => this.client.startImport(created.id));
    const job = await this.finished(() => this.client.import(created.id, WAIT_SECONDS));
    this.imports.push(job);
    return job.state === 'completed';
  }

  private async export(turn: number): Promise<void> {
    const [audience] = this.audiences.slice(turn % this.audiences.length);
    if (!audience) return;
    const format = turn % 2 === 0 ? ('csv' as const) : ('ndjson' as const);
    const compression = turn % 3 === 0 ? ('gzip' as const) : ('none' as const);
    const { id } = await this.insist(() => this.client.requestExport(audience.id, { format, compression }));
    const job = await this.finished(() => this.client.export(id, WAIT_SECONDS));
    const lines = job.state === 'completed' ? await this.linesOf(job) : 0;
    this.exports.push({ job, lines });
  }

  private async linesOf({ id, format, compression }: ExportResource): Promise<number> {
    const bytes = await this.insist(() => this.client.exportContent(id));
    const text = (compression === 'gzip' ? gunzipSync(bytes) : Buffer.from(bytes)).toString('utf8');
    return text.split('\n').length - (format === 'csv' ? 2 : 1);
  }

  private async finished<Job extends { readonly finishedAt: string | null }>(
    ask: () => Promise<Job>,
  ): Promise<Job> {
    for (;;) {
      const job = await this.insist(ask);
      if (job.finishedAt !== null) return job;
    }
  }

  private insist<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    return insist(ask, this.unexpected);
  }
}

/** The same for the same event, whenever it is sent. */
function timeOf(eventId: string): string {
  const number = Number(eventId.replace(/\D/g, '')) % 200_000;
  return new Date(FIRST_TIME + number * 60_000).toISOString();
}
