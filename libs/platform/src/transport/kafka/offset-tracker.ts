/**
 * Which offset of a partition may be committed while messages are finished out of order: the one after the last message
 * before which everything is finished. Offsets may have gaps (compaction, transaction markers).
 */
export class OffsetTracker {
  private readonly open: { readonly offset: bigint; done: boolean }[] = [];
  private next: bigint | undefined;
  private committed: bigint | undefined;

  /** Takes a message in; offsets must come in growing order. Returns what to call when it is finished. */
  add(offset: bigint): () => void {
    const entry = { offset, done: false };
    this.open.push(entry);
    return () => {
      entry.done = true;
      while (this.open[0]?.done) this.next = (this.open.shift()?.offset ?? 0n) + 1n;
    };
  }

  /** The offset to commit (that of the next message to read); undefined when the broker knows it already. */
  pending(): bigint | undefined {
    return this.next === this.committed ? undefined : this.next;
  }

  /** The offset of the next message to read as far as it is known, whether the broker knows it or not. */
  position(): bigint | undefined {
    return this.next ?? this.committed ?? this.open[0]?.offset;
  }

  commit(offset: bigint): void {
    this.committed = offset;
    this.next ??= offset;
  }
}
