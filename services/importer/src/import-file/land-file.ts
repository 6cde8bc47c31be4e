import type { Readable } from 'node:stream';
import { typeCell, typeJsonValue } from '../domain/typed-value';
import { ValueReader } from '../domain/value-reader';
import type { ZoneClock } from '../domain/zone-clock';
import type { Attempt, FileLanding, NumberedRow } from '../landing/file-landing.port';
import type { CsvHeader } from '../reading/csv-rows';
import { FileError } from '../reading/file-error';
import type { RawRow } from '../reading/raw-row';
import { readRows } from '../reading/read-rows';
import { type BrokenRowLimits, tooManyBroken } from './broken-row-limits';
import type { FileFindings } from './file-findings';
import { trimIds } from '../reading/trim-ids';
import type { ImportRequested } from './import-events.publisher';
import type { RowCounts } from './import-result';
import type { ReportedRow } from './rejected-rows.report';

/** A batch goes to staging when it has so many rows, or bytes: 10,000 rows are enough for the engine to be fast. */
const BATCH_ROWS = 10_000;
const BATCH_BYTES = 8 * 1024 * 1024;
/** Progress is told every so many rows: about once in half a second. */
const PROGRESS_ROWS = 50_000;

export interface FileToLand {
  readonly request: ImportRequested['data'];
  readonly attempt: Attempt;
  readonly clock: ZoneClock;
  /** Is kept up to date, and says what was found when landing fails. */
  readonly findings: FileFindings;
  readonly limits: BrokenRowLimits;
  open(): Promise<Readable>;
  reject(row: ReportedRow): Promise<void>;
  progress(counts: RowCounts): Promise<void>;
  /** Throws when the attempt is not to go on. */
  checkpoint(): Promise<void>;
  /** Called before anything is claimed or landed; throws when the attempt may not. From then on the import cannot be cancelled. */
  beginLanding(): Promise<void>;
}

/**
 * Lands one file: reads and checks all of it into staging, resolves its users, and only then moves it to the tables.
 * @throws FileError when the file, or a row of it under `abort`, is at fault; nothing has been landed then.
 */
export async function landFile<Row>(landing: FileLanding<Row>, file: FileToLand): Promise<RowCounts> {
  const { request, attempt, findings } = file;
  const reject = async (row: ReportedRow): Promise<void> => {
    findings.add(row);
    await file.reject(row);
    const tooMany = tooManyBroken(findings.counts, file.limits);
    if (tooMany !== undefined) throw new FileError('file.too-many-broken-rows', tooMany);
  };
  const settle = (): void => {
    const { rows, rejected } = findings.counts;
    if (findings.firstBroken === undefined || request.onBrokenRow === 'report') return;
    throw new FileError(
      'file.broken-rows',
      `${rejected} of ${rows} rows are broken, so nothing was landed; the first is ${findings.firstBroken}`,
    );
  };

  const typing = request.format === 'csv' ? typeCell : typeJsonValue;
  const values = new ValueReader(typing, file.clock, request.declared, findings.mistyped);
  const batches = new StagingBatches(landing, file);
  const shapeOf = (header: CsvHeader) => {
    findings.delimiter = header.delimiter;
    return landing.shapeOf(header);
  };
  const take = async (raw: RawRow): Promise<void> => {
    const { row, line } = raw;
    findings.rows = row;
    const checked =
      'problem' in raw
        ? ({ ok: false, problem: raw.problem } as const)
        : landing.check(
            trimIds(raw.value, () => findings.trimmedIds++),
            { importId: request.importId, row, values },
          );
    if (checked.ok) await batches.add({ row, line, content: checked.row }, raw.bytes);
    else await reject({ row, line, problem: checked.problem });
    if (row % PROGRESS_ROWS !== 0) return;
    await file.checkpoint();
    await file.progress(findings.counts);
  };
  try {
    for await (const piece of readRows(await file.open(), { ...request, shapeOf })) {
      for (const raw of piece) await take(raw);
    }
    await batches.flush();
  } finally {
    // What is on its way when the reading fails would arrive after the attempt's staging has been dropped.
    await batches.settled();
  }
  if (findings.rows === 0 && request.format === 'ndjson')
    throw new FileError('file.empty', 'the file has no rows');

  settle();
  await file.beginLanding();
  const users = await landing.resolve(attempt, {
    reject,
    settle,
    allOrNothing: request.onBrokenRow === 'abort',
  });
  await landing.land(attempt, users);
  return findings.counts;
}

/** Sends rows to staging in batches, one on its way while the next one is read. */
class StagingBatches<Row> {
  private rows: NumberedRow<Row>[] = [];
  private bytes = 0;
  private underway: Promise<void> = Promise.resolve();

  constructor(
    private readonly landing: FileLanding<Row>,
    private readonly file: FileToLand,
  ) {}

  async add(row: NumberedRow<Row>, bytes: number): Promise<void> {
    this.rows.push(row);
    this.bytes += bytes;
    if (this.rows.length >= BATCH_ROWS || this.bytes >= BATCH_BYTES) await this.send();
  }

  async flush(): Promise<void> {
    await this.send();
    await this.underway;
  }

  /** Waits for the batch on its way, whatever becomes of it. */
  async settled(): Promise<void> {
    await this.underway.catch(() => undefined);
  }

  private async send(): Promise<void> {
    await this.underway;
    await this.file.checkpoint();
    const batch = this.rows;
    this.rows = [];
    this.bytes = 0;
    this.underway = this.landing.stage(this.file.attempt, batch);
    // A failure is seen where the next batch, or the end, waits for this one.
    this.underway.catch(() => undefined);
  }
}
