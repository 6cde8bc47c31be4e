import type { z } from 'zod';
import type { Catalogue } from '../catalogue/catalogue';
import {
  audiencePage,
  audienceResource,
  changedAudience,
  createdAudience,
  type AudiencePage,
  type AudienceResource,
  type CalculationMethod,
  type ChangeAudienceRequest,
  type ChangedAudience,
  type CreateAudienceRequest,
  type CreatedAudience,
  type SetStreamRequest,
} from './audiences';
import { catalogueResource, type CatalogueResource } from './catalogue';
import {
  audienceDependencies,
  deletedAudiences,
  type AudienceDependencies,
  type DeletedAudiences,
} from './dependencies';
import { explanation, type Explanation, type ExplainQuestion } from './explanations';
import { estimateResource, type EstimateRequest, type EstimateResource } from './estimates';
import { exportResource, type ExportResource, type RequestExportRequest } from './exports';
import {
  createdImport,
  importResource,
  type CreatedImport,
  type CreateImportRequest,
  type ImportResource,
} from './imports';
import {
  changedMemberPage,
  historyPage,
  runDifference,
  type ChangedMemberPage,
  type HistoryPage,
  type MemberChange,
  type RunDifference,
} from './history';
import { memberPage, type MemberPage } from './members';
import {
  organisationSchedule,
  registeredOrganisation,
  type OrganisationSchedule,
  type RegisteredOrganisation,
  type RegisterOrganisationRequest,
} from './organisations';
import { MAX_WAIT_SECONDS, PAGE_LIMIT } from './paging';
import { problemDetails, type ProblemDetails } from './problem';
import { runResource, type DecideRunRequest, type RequestRunRequest, type RunResource } from './runs';

/** The API answered with a problem. */
export class ProblemResponse extends Error {
  constructor(
    readonly problem: ProblemDetails,
    /** What `Retry-After` asks for, if it does. */
    readonly retryAfterSeconds?: number,
  ) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = 'ProblemResponse';
  }
}

interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
}

/**
 * The HTTP interface as typed calls: every answer is checked against its contract. Runs in browsers and in Node.js.
 * Every method throws ProblemResponse when the API answers with a problem, and fetch's TypeError when it does not answer.
 */
export class MusterClient {
  constructor(
    /** e.g. `http://127.0.0.1:3000`. */
    readonly url: string,
    private readonly token: string,
  ) {}

  /** Needs the administrator's token. */
  registerOrganisation(request: RegisterOrganisationRequest): Promise<RegisteredOrganisation> {
    return this.#call(registeredOrganisation, '/v1/organisations', { method: 'POST', body: request });
  }

  organisationSchedule(): Promise<OrganisationSchedule> {
    return this.#call(organisationSchedule, '/v1/organisation/schedule');
  }

  changeOrganisationSchedule(schedule: OrganisationSchedule): Promise<OrganisationSchedule> {
    return this.#call(organisationSchedule, '/v1/organisation/schedule', { method: 'PUT', body: schedule });
  }

  catalogue(): Promise<CatalogueResource> {
    return this.#call(catalogueResource, '/v1/catalogue');
  }

  /** Adds to the catalogue; what is declared already stays. */
  declare(addition: Catalogue): Promise<CatalogueResource> {
    return this.#call(catalogueResource, '/v1/catalogue', { method: 'PUT', body: addition });
  }

  createAudience(request: CreateAudienceRequest): Promise<CreatedAudience> {
    return this.#call(createdAudience, '/v1/audiences', { method: 'POST', body: request });
  }

  /** Changes the name or the rule; a changed rule is a new definition version and has a run. */
  changeAudience(audienceId: string, request: ChangeAudienceRequest): Promise<ChangedAudience> {
    return this.#call(changedAudience, `/v1/audiences/${audienceId}`, { method: 'PATCH', body: request });
  }

  audience(audienceId: string): Promise<AudienceResource> {
    return this.#call(audienceResource, `/v1/audiences/${audienceId}`);
  }

  /** What an audience is made of, and what is made of it. */
  dependencies(audienceId: string): Promise<AudienceDependencies> {
    return this.#call(audienceDependencies, `/v1/audiences/${audienceId}/dependencies`);
  }

  /** @param cascade deletes the audiences that use it too; else they are a problem, `audience.in-use`. */
  deleteAudience(audienceId: string, { cascade = false } = {}): Promise<DeletedAudiences> {
    const query = { cascade: String(cascade) };
    return this.#call(deletedAudiences, `/v1/audiences/${audienceId}`, { method: 'DELETE', query });
  }

  changeCalculation(audienceId: string, calculation: CalculationMethod): Promise<AudienceResource> {
    return this.#call(audienceResource, `/v1/audiences/${audienceId}/calculation`, {
      method: 'PUT',
      body: { calculation },
    });
  }

  audiences(cursor?: string): Promise<AudiencePage> {
    return this.#call(audiencePage, '/v1/audiences', { query: { cursor } });
  }

  setStream(audienceId: string, request: SetStreamRequest): Promise<AudienceResource> {
    return this.#call(audienceResource, `/v1/audiences/${audienceId}/stream`, {
      method: 'PUT',
      body: request,
    });
  }

  /** Streams all members of the published result again. */
  reconcileStream(audienceId: string): Promise<AudienceResource> {
    return this.#call(audienceResource, `/v1/audiences/${audienceId}/stream/reconcile`, { method: 'POST' });
  }

  /** How many users a rule selects; a newer estimate of the same session makes this one a problem, `estimate.superseded`. */
  estimate(request: EstimateRequest): Promise<EstimateResource> {
    return this.#call(estimateResource, '/v1/audiences/estimate', { method: 'POST', body: request });
  }

  requestRun(audienceId: string, request: RequestRunRequest = {}): Promise<RunResource> {
    return this.#call(runResource, `/v1/audiences/${audienceId}/runs`, { method: 'POST', body: request });
  }

  run(runId: string, waitSeconds = 0): Promise<RunResource> {
    return this.#call(runResource, `/v1/runs/${runId}`, { query: { waitSeconds } });
  }

  /** Ends a run that has not ended; its queries are stopped. */
  cancelRun(runId: string): Promise<RunResource> {
    return this.#call(runResource, `/v1/runs/${runId}/cancel`, { method: 'POST' });
  }

  /** Publishes the result of a held run. */
  approveRun(runId: string, request: DecideRunRequest = {}): Promise<RunResource> {
    return this.#call(runResource, `/v1/runs/${runId}/approve`, { method: 'POST', body: request });
  }

  /** Ends a held run without a result. */
  rejectRun(runId: string, request: DecideRunRequest = {}): Promise<RunResource> {
    return this.#call(runResource, `/v1/runs/${runId}/reject`, { method: 'POST', body: request });
  }

  /** Resolves when the run has completed, failed, or was superseded or cancelled; and when it is held, which only a decision ends. */
  finishedRun(runId: string): Promise<RunResource> {
    return untilFinished(
      () => this.run(runId, MAX_WAIT_SECONDS),
      ({ state }) => state === 'held',
    );
  }

  members(audienceId: string, cursor?: string, limit: number = PAGE_LIMIT.max): Promise<MemberPage> {
    return this.#call(memberPage, `/v1/audiences/${audienceId}/members`, { query: { cursor, limit } });
  }

  /** The members that a run has found, or those that stood on a business date. */
  pastMembers(
    audienceId: string,
    result: { readonly run: string } | { readonly date: string },
    cursor?: string,
    limit: number = PAGE_LIMIT.max,
  ): Promise<MemberPage> {
    const query = { ...result, cursor, limit };
    return this.#call(memberPage, `/v1/audiences/${audienceId}/members`, { query });
  }

  /** How the size of an audience went, newest result first. */
  history(audienceId: string, cursor?: string, limit: number = PAGE_LIMIT.max): Promise<HistoryPage> {
    return this.#call(historyPage, `/v1/audiences/${audienceId}/history`, { query: { cursor, limit } });
  }

  /** From an earlier result of an audience to a later one. */
  difference(runId: string, since: string): Promise<RunDifference> {
    return this.#call(runDifference, `/v1/runs/${runId}/difference`, { query: { since } });
  }

  /** Who entered or left from an earlier result to a later one. */
  changedMembers(
    runId: string,
    since: string,
    change: MemberChange,
    cursor?: string,
    limit: number = PAGE_LIMIT.max,
  ): Promise<ChangedMemberPage> {
    const query = { since, change, cursor, limit };
    return this.#call(changedMemberPage, `/v1/runs/${runId}/difference/members`, { query });
  }

  /** Why a user is in an audience or not, condition by condition. */
  explain(audienceId: string, question: ExplainQuestion): Promise<Explanation> {
    return this.#call(explanation, `/v1/audiences/${audienceId}/explain`, { query: { ...question } });
  }

  requestExport(audienceId: string, request: RequestExportRequest): Promise<ExportResource> {
    return this.#call(exportResource, `/v1/audiences/${audienceId}/exports`, {
      method: 'POST',
      body: request,
    });
  }

  export(exportId: string, waitSeconds = 0): Promise<ExportResource> {
    return this.#call(exportResource, `/v1/exports/${exportId}`, { query: { waitSeconds } });
  }

  finishedExport(exportId: string): Promise<ExportResource> {
    return untilFinished(() => this.export(exportId, MAX_WAIT_SECONDS));
  }

  /** The bytes of a finished export, as they lie in the object store. */
  async exportContent(exportId: string): Promise<Uint8Array<ArrayBuffer>> {
    const response = await this.#send(`/v1/exports/${exportId}/content`);
    return new Uint8Array(await response.arrayBuffer());
  }

  createImport(request: CreateImportRequest): Promise<CreatedImport> {
    return this.#call(createdImport, '/v1/imports', { method: 'POST', body: request });
  }

  startImport(importId: string): Promise<ImportResource> {
    return this.#call(importResource, `/v1/imports/${importId}/start`, { method: 'POST' });
  }

  /** Asks that an import ends before anything of it is landed; `finishedImport` tells whether that came in time. */
  cancelImport(importId: string): Promise<ImportResource> {
    return this.#call(importResource, `/v1/imports/${importId}/cancel`, { method: 'POST' });
  }

  import(importId: string, waitSeconds = 0): Promise<ImportResource> {
    return this.#call(importResource, `/v1/imports/${importId}`, { query: { waitSeconds } });
  }

  finishedImport(importId: string): Promise<ImportResource> {
    return untilFinished(() => this.import(importId, MAX_WAIT_SECONDS));
  }

  /** Uploads a file and starts its import; resolves as soon as the import was asked for. */
  async importFile(
    request: CreateImportRequest,
    file: string | Uint8Array<ArrayBuffer>,
  ): Promise<ImportResource> {
    const created = await this.createImport(request);
    const uploaded = await fetch(created.uploadUrl, { method: 'PUT', body: file });
    if (!uploaded.ok)
      throw new Error(`upload of import ${created.id}: the store answered ${uploaded.status}`);
    return this.startImport(created.id);
  }

  async #call<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    call: Call = {},
  ): Promise<z.infer<Schema>> {
    const response = await this.#send(path, call);
    return schema.parse(await response.json());
  }

  async #send(path: string, { method = 'GET', body, query = {} }: Call = {}): Promise<Response> {
    const url = new URL(path, this.url);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (response.ok) return response;
    const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
    throw new ProblemResponse(
      problemDetails.parse(await response.json()),
      Number.isNaN(seconds) ? undefined : seconds,
    );
  }
}

/** How long a job is asked for while the API says that it cannot answer now. */
const PATIENCE_SECONDS = 60;

/** Asks until the job has finished. A dependency of the API that is away for a moment ends neither the job nor the asking. */
async function untilFinished<Job extends { readonly finishedAt: string | null }>(
  ask: () => Promise<Job>,
  isSettled: (job: Job) => boolean = () => false,
): Promise<Job> {
  let waited = 0;
  for (;;) {
    try {
      const job = await ask();
      if (job.finishedAt !== null || isSettled(job)) return job;
      waited = 0;
    } catch (error) {
      const pause = pauseAfter(error);
      if (pause === undefined || waited + pause > PATIENCE_SECONDS) throw error;
      waited += pause;
      await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    }
  }
}

/** For how many seconds to pause before asking again; undefined when asking again is of no use. */
function pauseAfter(error: unknown): number | undefined {
  if (!(error instanceof ProblemResponse) || ![429, 503].includes(error.problem.status)) return undefined;
  // At least one, so that asking without a pause comes to an end.
  return Math.max(error.retryAfterSeconds ?? 1, 1);
}
