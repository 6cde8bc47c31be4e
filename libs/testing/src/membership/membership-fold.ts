import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { topics, type TopicEvent } from '@muster/contracts';

type Change = TopicEvent<typeof topics.membership>['data'];
type Manifest = Extract<
  TopicEvent<typeof topics.snapshot>,
  { type: 'audience.snapshot.manifest.v1' }
>['data'];

interface Known {
  readonly runSeq: number;
  readonly state: 'in' | 'out';
}

interface FoldedAudience {
  /** Of the newest manifest: what older runs say of anybody is in it. */
  manifestSeq: number;
  readonly users: Map<string, Known>;
}

/**
 * Who is in which audience, by what a consumer of another team hears: it keeps the highest `runSeq` of each user, and takes a manifest
 * for what it says of everybody. Events may come more than once and, of different topics, in any order.
 */
export class MembershipFold {
  readonly #audiences = new Map<string, FoldedAudience>();

  /** @param read the bytes of an object in the bucket `membership`. */
  constructor(private readonly read: (objectKey: string) => Promise<Buffer>) {}

  /** What is neither a change nor a manifest says nothing about members. */
  async hear({ type, data }: { readonly type: string; readonly data: unknown }): Promise<void> {
    const [changed] = topics.membership.events;
    const [, , manifest] = topics.snapshot.events;
    if (type === changed.type) this.#hearChange(changed.data.parse(data));
    if (type === manifest.type) await this.#hearManifest(manifest.data.parse(data));
  }

  /** Entity ids, sorted. */
  members(audienceId: string): string[] {
    const users = [...this.#audience(audienceId).users];
    return users.flatMap(([id, { state }]) => (state === 'in' ? [id] : [])).sort();
  }

  #hearChange({ audienceId, runSeq, subject, state }: Change): void {
    const audience = this.#audience(audienceId);
    const known = audience.users.get(subject.id);
    if (runSeq < Math.max(audience.manifestSeq, known?.runSeq ?? 0)) return;
    audience.users.set(subject.id, { runSeq, state });
  }

  async #hearManifest({ audienceId, runSeq, chunks, count }: Manifest): Promise<void> {
    const audience = this.#audience(audienceId);
    if (runSeq < audience.manifestSeq) return;
    const ids = (await Promise.all(chunks.map((chunk) => this.#idsIn(chunk)))).flat();
    if (ids.length !== count)
      throw new Error(`the files hold ${ids.length} of the manifest's ${count} members`);
    audience.manifestSeq = runSeq;
    for (const [id, known] of audience.users) if (known.runSeq <= runSeq) audience.users.delete(id);
    for (const id of ids) if (!audience.users.has(id)) audience.users.set(id, { runSeq, state: 'in' });
  }

  async #idsIn({ objectKey, sha256, count }: Manifest['chunks'][number]): Promise<string[]> {
    const bytes = await this.read(objectKey);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw new Error(`${objectKey} is not what was told`);
    const lines = gunzipSync(bytes).toString('utf8').trimEnd().split('\n');
    if (lines.length !== count) throw new Error(`${objectKey} has ${lines.length} of ${count} members`);
    return lines.map((line) => (JSON.parse(line) as { id: string }).id);
  }

  #audience(id: string): FoldedAudience {
    const known = this.#audiences.get(id) ?? { manifestSeq: 0, users: new Map<string, Known>() };
    this.#audiences.set(id, known);
    return known;
  }
}
