import { Inject, Injectable } from '@nestjs/common';
import { Deletions, ObjectStore, SERVICE_CONFIG, type ListedObject } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { StreamedFilesRepository, type ResultFiles } from './streamed-files.repository';

const DAY_MS = 86_400_000;
/** Pages of one turn: 100,000 files. The next turn goes on where this one ended. */
const MOST_PAGES = 100;

/**
 * Deletes files of members that a newer manifest has replaced, and those of audiences that were deleted. The newest that is complete stays
 * however old it is: its manifest is what a consumer finds that begins today.
 */
@Injectable()
export class SweepMemberFiles {
  private position = '';

  constructor(
    private readonly objects: ObjectStore,
    private readonly streamed: StreamedFilesRepository,
    private readonly deletions: Deletions,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  async execute(now = new Date()): Promise<void> {
    const before = now.getTime() - this.config.RETENTION_MEMBER_FILE_DAYS * DAY_MS;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const { objects: listed, more } = await this.objects.list('membership', this.position);
      const objects = more ? withoutCutAudience(listed) : listed;
      const results = objects.flatMap(({ key }) => resultOf(key) ?? []);
      const newest = new Set((await this.streamed.newest(results)).map(folderOf));
      const doomed = objects
        .filter(({ modifiedAt }) => modifiedAt.getTime() < before)
        .map(({ key }) => key)
        .filter((key) => {
          const result = resultOf(key);
          return result !== undefined && !newest.has(folderOf(result));
        });
      await this.objects.deleteAll('membership', doomed);
      this.deletions.count('member-files', doomed.length);
      this.position = more ? (objects.at(-1)?.key ?? '') : '';
      if (!more) return;
    }
  }
}

/** A page without the files of its last audience, of which there may be more on the next one; whole when it has no others. */
function withoutCutAudience(objects: readonly ListedObject[]): readonly ListedObject[] {
  const last = objects.at(-1);
  if (!last) return objects;
  const audience = last.key.split('/', 2).join('/');
  const cut = objects.findIndex(({ key }) => key.startsWith(`${audience}/`));
  return cut > 0 ? objects.slice(0, cut) : objects;
}

/** Keys are `organisation/audience/run/epoch/shard.ndjson.gz`; undefined for what `ManifestPublisher` has not written. */
function resultOf(key: string): ResultFiles | undefined {
  const [organisationId, audienceId, runId, epoch, file] = key.split('/');
  if (!organisationId || !audienceId || !runId || !epoch || !file) return undefined;
  return { organisationId, audienceId, runId, epoch: Number(epoch) };
}

function folderOf({ organisationId, audienceId, runId, epoch }: ResultFiles): string {
  return [organisationId, audienceId, runId, epoch].join('/');
}
