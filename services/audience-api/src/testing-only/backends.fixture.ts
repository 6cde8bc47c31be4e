import { Readable } from 'node:stream';
import {
  ClickHouse,
  ObjectStore,
  PermanentError,
  type Bucket,
  type ObjectInfo,
  type ObjectPage,
  type QueryParameters,
  type QueryStatistics,
} from '@muster/platform';
import type { ComparedMembers } from '../publication/domain/size-change';

/**
 * ClickHouse for tests in which the only questions to it are how many users there are, and how results differ. A snapshot of n members
 * has the first n users of its shards.
 */
export class CountsOnly extends ClickHouse {
  users = 3;
  knowsZones = true;
  /** Snapshots that calculators have told of, by id. */
  readonly snapshots = new Map<string, readonly { readonly shard: number; readonly count: number }[]>();
  /** Called before every answer. */
  asked: () => Promise<void> = () => Promise.resolve();
  /** Thrown instead of any answer. */
  failure: Error | undefined;

  override async query<Row>(statement: string, parameters: QueryParameters = {}): Promise<Row[]> {
    await this.asked();
    if (this.failure) throw this.failure;
    if (statement.includes('FROM system.time_zones')) return [{ zones: this.knowsZones ? 1 : 0 }] as Row[];
    if (statement.includes('FROM snapshots')) return [this.movement(parameters)] as Row[];
    return [{ highest: this.users }] as Row[];
  }

  private movement({ previous, current }: QueryParameters): ComparedMembers {
    const [before, now] = [this.members(previous), this.members(current)];
    const differences = [...new Set([...before.keys(), ...now.keys()])].map(
      (shard) => (now.get(shard) ?? 0) - (before.get(shard) ?? 0),
    );
    const sum = (numbers: number[]) => numbers.reduce((total, each) => total + Math.max(0, each), 0);
    return {
      entered: sum(differences),
      left: sum(differences.map((each) => -each)),
      before: sum([...before.values()]),
      now: sum([...now.values()]),
    };
  }

  private members(snapshots: unknown): ReadonlyMap<number, number> {
    const shards = (snapshots as string[]).flatMap((id) => this.snapshots.get(id) ?? []);
    return new Map(shards.map(({ shard, count }) => [shard, count]));
  }

  override command(): Promise<QueryStatistics> {
    return Promise.reject(new Error('the API runs no statements that write'));
  }
  override insert(): Promise<never> {
    return Promise.reject(new Error('the API writes nothing to ClickHouse'));
  }
  override insertBinary(): Promise<QueryStatistics> {
    return this.insert();
  }
  override stream(): Promise<Readable> {
    return Promise.reject(new Error('nothing is streamed here'));
  }
  override cancelQueries(): Promise<void> {
    return Promise.reject(new Error('the API stops no queries: calculators do'));
  }
}

/** Objects in memory: the API only asks whether they are there, and for links to them. */
export class NamedObjects extends ObjectStore {
  readonly keys = new Set<string>();
  /** When objects were written, where it is not now. */
  readonly written = new Map<string, Date>();

  override put(bucket: Bucket, key: string): Promise<number> {
    this.keys.add(`${bucket}/${key}`);
    return Promise.resolve(0);
  }
  override get(): Promise<Readable> {
    return Promise.resolve(Readable.from([]));
  }
  override stat(bucket: Bucket, key: string): Promise<ObjectInfo | undefined> {
    const isThere = this.keys.has(`${bucket}/${key}`);
    return Promise.resolve(isThere ? { size: 1, contentType: undefined } : undefined);
  }
  override delete(bucket: Bucket, key: string): Promise<void> {
    this.keys.delete(`${bucket}/${key}`);
    return Promise.resolve();
  }
  override copy(bucket: Bucket, from: string, to: string): Promise<void> {
    if (this.keys.has(`${bucket}/${from}`)) {
      this.keys.add(`${bucket}/${to}`);
      return Promise.resolve();
    }
    return Promise.reject(new PermanentError('object.not-found', `there is no object ${from} in ${bucket}`));
  }
  override list(bucket: Bucket, after: string): Promise<ObjectPage> {
    const prefix = `${bucket}/`;
    const objects = [...this.keys]
      .filter((key) => key.startsWith(prefix) && key.slice(prefix.length) > after)
      .sort()
      .map((key) => ({ key: key.slice(prefix.length), modifiedAt: this.written.get(key) ?? new Date() }));
    return Promise.resolve({ objects: objects.slice(0, 2), more: objects.length > 2 });
  }
  override deleteAll(bucket: Bucket, keys: readonly string[]): Promise<void> {
    for (const key of keys) this.keys.delete(`${bucket}/${key}`);
    return Promise.resolve();
  }
  override abortUploads(): Promise<number> {
    return Promise.resolve(0);
  }
  override presignPut(bucket: Bucket, key: string, seconds: number): Promise<string> {
    return Promise.resolve(`http://objects.test/${bucket}/${key}?put=${seconds}`);
  }
  override presignGet(bucket: Bucket, key: string, seconds: number, fileName: string): Promise<string> {
    return Promise.resolve(`http://objects.test/${bucket}/${key}?get=${seconds}&name=${fileName}`);
  }
}
