import { Inject, Injectable } from '@nestjs/common';
import { Deletions, ObjectStore, SERVICE_CONFIG, type Bucket } from '@muster/platform';
import { DataSource } from 'typeorm';
import type { AudienceApiConfig } from '../config';
import { expiredFiles, type ExpiredFiles } from './expired-files';

const DAY_MS = 86_400_000;
/** Pages of a bucket that one turn lists: 100,000 files. The next turn goes on where this one ended. */
const MOST_PAGES = 100;
/** The largest file takes hours; its writer was killed when it takes days. */
const UPLOAD_DAYS = 2;

/** Deletes files whose time is over. Replicas may do so at once: what is gone already is no matter. */
@Injectable()
export class SweepFiles {
  /** After which key each bucket is looked at next. */
  private readonly positions = new Map<Bucket, string>();

  constructor(
    private readonly database: DataSource,
    private readonly objects: ObjectStore,
    private readonly deletions: Deletions,
    @Inject(SERVICE_CONFIG) private readonly config: AudienceApiConfig,
  ) {}

  async execute(now = new Date()): Promise<void> {
    const abandoned = new Date(now.getTime() - UPLOAD_DAYS * DAY_MS);
    for (const files of expiredFiles(this.config)) {
      await this.sweep(files, now);
      this.deletions.count('unfinished-uploads', await this.objects.abortUploads(files.bucket, abandoned));
    }
  }

  private async sweep({ kind, bucket, days, needed }: ExpiredFiles, now: Date): Promise<void> {
    const before = now.getTime() - (days + 1) * DAY_MS;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const { objects, more } = await this.objects.list(bucket, this.positions.get(bucket) ?? '');
      const old = objects.filter(({ modifiedAt }) => modifiedAt.getTime() < before).map(({ key }) => key);
      const kept = needed && old.length > 0 ? await this.keys(needed, old) : new Set();
      const doomed = old.filter((key) => !kept.has(key));
      await this.objects.deleteAll(bucket, doomed);
      this.deletions.count(kind, doomed.length);
      this.positions.set(bucket, more ? (objects.at(-1)?.key ?? '') : '');
      if (!more) return;
    }
  }

  private async keys(query: string, among: readonly string[]): Promise<Set<string>> {
    const rows: { key: string }[] = await this.database.query(query, [among]);
    return new Set(rows.map(({ key }) => key));
  }
}
