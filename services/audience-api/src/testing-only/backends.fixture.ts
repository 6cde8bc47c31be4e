import { Readable } from 'node:stream';
import {
  ClickHouse,
  ObjectStore,
  type Bucket,
  type ObjectInfo,
  type QueryStatistics,
} from '@muster/platform';

/** ClickHouse for tests in which the only question to it is how many users there are. */
export class UserCountOnly extends ClickHouse {
  users = 3;

  override query<Row>(): Promise<Row[]> {
    return Promise.resolve([{ highest: this.users }] as Row[]);
  }
  override command(): Promise<QueryStatistics> {
    return Promise.reject(new Error('the API runs no statements that write'));
  }
  override insert(): Promise<void> {
    return Promise.reject(new Error('the API writes nothing to ClickHouse'));
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
  override presignPut(bucket: Bucket, key: string, seconds: number): Promise<string> {
    return Promise.resolve(`http://objects.test/${bucket}/${key}?put=${seconds}`);
  }
  override presignGet(bucket: Bucket, key: string, seconds: number, fileName: string): Promise<string> {
    return Promise.resolve(`http://objects.test/${bucket}/${key}?get=${seconds}&name=${fileName}`);
  }
}
