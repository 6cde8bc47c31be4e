import type { ClaimStore } from './claim-check';

/** Claims that are remembered; a key has about 100 bytes. */
const MOST = 10_000;
/** An object is written again after this long, in milliseconds, so that its age says when it was needed last. */
const FRESH_MS = 24 * 60 * 60_000;

/** Writes a claim once a day, however many messages name it: the key is made of the content. */
export class ParkedOnce implements ClaimStore {
  /** When each key was written, the one that was written last at the end. */
  private readonly written = new Map<string, number>();

  constructor(private readonly store: ClaimStore) {}

  async put(...[bucket, key, body, contentType]: Parameters<ClaimStore['put']>): Promise<number> {
    const known = this.written.get(key);
    if (known !== undefined && Date.now() - known < FRESH_MS && Buffer.isBuffer(body)) return body.length;
    const bytes = await this.store.put(bucket, key, body, contentType);
    this.written.delete(key);
    this.written.set(key, Date.now());
    for (const oldest of this.written.keys()) {
      if (this.written.size <= MOST) break;
      this.written.delete(oldest);
    }
    return bytes;
  }

  async get(...[bucket, key]: Parameters<ClaimStore['get']>): ReturnType<ClaimStore['get']> {
    return this.store.get(bucket, key);
  }
}
