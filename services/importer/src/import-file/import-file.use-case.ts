import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Failure } from '@muster/contracts';
import { FairGate, Log, ObjectStore, PermanentError, SERVICE_CONFIG } from '@muster/platform';
import { allData } from '../domain/data-scope';
import { requestVersion } from '../domain/version';
import type { ImporterConfig } from '../importer.config';
import { ZoneClock } from '../domain/zone-clock';
import { BehaviorLanding } from '../landing/behavior-landing';
import { DataGenerations } from '../landing/data-generations';
import type { Attempt } from '../landing/file-landing.port';
import { LandingTurns } from '../landing/landing-turns';
import { ProfileLanding } from '../landing/profile-landing';
import { StagingRepository } from '../landing/staging.repository';
import { TagLanding } from '../landing/tag-landing';
import { FileError } from '../reading/file-error';
import { FileFindings } from './file-findings';
import { ImportEventsPublisher, type ImportRequested } from './import-events.publisher';
import { ImportJobsRepository } from './import-jobs.repository';
import type { ImportResult, RowCounts } from './import-result';
import { type FileToLand, landFile } from './land-file';
import { RejectedRowsReport } from './rejected-rows.report';

/** Files that a process lands at a time, and of one organisation: its files may take hours, and others' must not wait for them. */
const FILES_AT_A_TIME = 4;
const FILES_OF_AN_ORGANISATION = 2;

/**
 * Lands an uploaded file. However often the request is delivered, and wherever an attempt is killed, the file lands once: rows
 * carry ids and versions that follow from the request, and an import that has ended answers with the result it has.
 */
@Injectable()
export class ImportFileUseCase implements OnModuleDestroy {
  private readonly gate = new FairGate(FILES_AT_A_TIME, FILES_OF_AN_ORGANISATION);

  constructor(
    private readonly jobs: ImportJobsRepository,
    private readonly staging: StagingRepository,
    private readonly store: ObjectStore,
    private readonly events: ImportEventsPublisher,
    private readonly behaviors: BehaviorLanding,
    private readonly tags: TagLanding,
    private readonly profiles: ProfileLanding,
    private readonly generations: DataGenerations,
    private readonly turns: LandingTurns,
    private readonly log: Log,
    @Inject(SERVICE_CONFIG) private readonly config: ImporterConfig,
  ) {}

  /** Files that wait are another process's from now on. */
  onModuleDestroy(): void {
    this.gate.close();
  }

  /** Waits while other files of the organisation, or many others, are being landed. */
  execute(event: ImportRequested): Promise<void> {
    return this.gate.run(event.data.organisationId, () => this.attempt(event));
  }

  /**
   * Ends an import that is not going to be attempted again. The end is kept, so that the request fails again when it is replayed
   * or comes once more, instead of landing a file that people have been told is not there; and so that an attempt that is
   * still under way elsewhere cannot end the import differently. What has ended before stays as it ended.
   */
  async giveUp(event: ImportRequested, failure: Failure): Promise<void> {
    const { organisationId, importId } = event.data;
    const attempt = randomUUID();
    const begun = await this.jobs.begin(organisationId, importId, attempt);
    if (begun.finished) {
      await this.conclude(event, begun.attempt, begun.result);
      return;
    }
    // Attempts that were killed may have landed something that nobody has counted, and the engine may still be landing it.
    await this.turns.take(organisationId, () => this.generations.count(organisationId, [allData]));
    const result: ImportResult = {
      state: 'failed',
      failure,
      counts: { rows: 0, rejected: 0 },
      reportKey: undefined,
      ...new FileFindings().found,
    };
    await this.jobs.finish(importId, attempt, result);
    await this.conclude(event, begun.abandoned ?? attempt, result);
  }

  private async attempt(event: ImportRequested): Promise<void> {
    const { organisationId: organisation, importId } = event.data;
    const attempt: Attempt = {
      id: randomUUID(),
      importId,
      organisation,
      version: requestVersion(event.time),
    };
    const begun = await this.jobs.begin(organisation, importId, attempt.id);
    if (begun.finished) {
      await this.conclude(event, begun.attempt, begun.result);
      return;
    }
    if (begun.abandoned !== undefined) await this.staging.drop(begun.abandoned);

    const result = await this.land(event, attempt);
    if (result && (await this.jobs.finish(importId, attempt.id, result))) {
      await this.conclude(event, attempt.id, result);
    } else {
      this.log.warn('the import was cancelled, or another attempt has taken it over', { importId });
      await this.staging.drop(attempt.id);
    }
  }

  private async conclude(event: ImportRequested, attempt: string, result: ImportResult): Promise<void> {
    await this.events.ended(event.data, result);
    await this.staging.drop(attempt);
    this.log.info('import ended', { importId: event.data.importId, ...result });
  }

  /** Undefined when the attempt is not to go on, and somebody else ends the import. */
  private async land({ data }: ImportRequested, attempt: Attempt): Promise<ImportResult | undefined> {
    const { brokenRows: limits } = this.config;
    const key = `${data.organisationId}/${data.importId}.ndjson.gz`;
    const report = new RejectedRowsReport(this.store, key, limits.reported);
    const findings = new FileFindings();
    const found = async () => ({ reportKey: await report.close(), ...findings.found });
    try {
      const counts = await this.landKind(data.kind, {
        request: data,
        attempt,
        clock: clockOf(data.timeZone, clockOf(data.fileTimeZone ?? data.timeZone)),
        findings,
        limits,
        open: () => this.store.get('uploads', data.objectKey),
        reject: (row) => report.add(row),
        progress: (progress) => this.events.progressed(data, progress),
        checkpoint: () => goOn(this.jobs.isCurrent(data.importId, attempt.id)),
        beginLanding: () => goOn(this.jobs.beginLanding(data.importId, attempt.id)),
      });
      return { state: 'completed', counts, ...(await found()) };
    } catch (error) {
      const failure = failureOf(error);
      if (failure) return { state: 'failed', failure, counts: findings.counts, ...(await found()) };
      report.discard();
      if (error instanceof AttemptStoppedError) return undefined;
      throw error;
    }
  }

  private landKind(kind: ImportRequested['data']['kind'], file: FileToLand): Promise<RowCounts> {
    switch (kind) {
      case 'behaviors':
        return landFile(this.behaviors, file);
      case 'tags':
        return landFile(this.tags, file);
      case 'users':
        return landFile(this.profiles, file);
    }
  }
}

/** The attempt is not the one that may end its import any more. */
class AttemptStoppedError extends Error {}

async function goOn(isCurrent: Promise<boolean>): Promise<void> {
  if (!(await isCurrent)) throw new AttemptStoppedError();
}

/** What the file is to blame for; undefined when something else is, and another attempt may succeed. */
function failureOf(error: unknown): Failure | undefined {
  if (error instanceof FileError) return { code: error.code, message: error.message };
  if (error instanceof PermanentError && error.code === 'object.not-found') {
    return { code: 'file.missing', message: 'no file has been uploaded' };
  }
  return undefined;
}

function clockOf(timeZone: string, localTimes?: ZoneClock): ZoneClock {
  try {
    return new ZoneClock(timeZone, localTimes);
  } catch (error) {
    throw new FileError('file.time-zone-invalid', `"${timeZone}" is no time zone`, { cause: error });
  }
}
