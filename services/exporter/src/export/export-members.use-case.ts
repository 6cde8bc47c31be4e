import { Inject, Injectable } from '@nestjs/common';
import { type Failure, topics } from '@muster/contracts';
import {
  EventPublisher,
  ObjectStore,
  SERVICE_CONFIG,
  ShutdownDeadline,
  engineRefusal,
} from '@muster/platform';
import type { ExporterConfig } from '../exporter.config';
import { ExportError } from './export.error';
import { exportEvents } from './export-events';
import type { ExportEvent, ExportRequest } from './export-request';
import { contentTypeOf } from './file-format';
import { MemberFile } from './member-file';

/**
 * Writes the members of a published run to a file and tells what came of it.
 *
 * Safe to repeat and to kill: the object store shows a file whole or not at all. A file that is there was written by an
 * earlier attempt, had all its rows, and is left alone: somebody may be downloading it, and users deleted since then would
 * turn a success that was told into a failure. Keys are never used by two exports.
 */
@Injectable()
export class ExportMembers {
  constructor(
    private readonly file: MemberFile,
    private readonly store: ObjectStore,
    private readonly publisher: EventPublisher,
    private readonly shutdown: ShutdownDeadline,
    @Inject(SERVICE_CONFIG) private readonly config: ExporterConfig,
  ) {}

  /** Whatever a retry may cure (dependencies that are down, shutdown) is thrown as it is; `giveUp` tells when there is none. */
  async execute(request: ExportRequest): Promise<void> {
    const earlier = await this.store.stat('exports', request.objectKey);
    let bytes: number;
    try {
      bytes = earlier?.size ?? (await this.write(request));
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      await this.tell(exportEvents.failed(request, failure));
      return;
    }
    await this.tell(exportEvents.completed(request, bytes));
  }

  /** Ends an export that is not going to be attempted again. */
  async giveUp(request: ExportRequest, failure: Failure): Promise<void> {
    await this.tell(exportEvents.failed(request, failure));
  }

  private async write(request: ExportRequest): Promise<number> {
    let told = Date.now();
    const body = await this.file.open(request, this.shutdown.signal, async (rows) => {
      if (Date.now() - told < this.config.EXPORTER_PROGRESS_SECONDS * 1000) return;
      told = Date.now();
      await this.tell(exportEvents.progressed(request, rows));
    });
    try {
      const contentType = contentTypeOf(request.format, request.compression);
      return await this.store.put('exports', request.objectKey, body, contentType);
    } finally {
      // When the store gave up, the engine must not go on waiting for somebody to read.
      body.destroy();
    }
  }

  private async tell(event: ExportEvent): Promise<void> {
    await this.publisher.publish(topics.export, [event]);
  }
}

/** Why there will be no file, or undefined when another attempt may succeed. */
function failureOf(error: unknown): Failure | undefined {
  if (error instanceof ExportError) return { code: error.code, message: error.message };
  const refusal = engineRefusal(error);
  return refusal && { code: `export.${refusal.kind}`, message: refusal.message };
}
