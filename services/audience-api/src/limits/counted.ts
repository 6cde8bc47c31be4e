/** Counts what is going on by key, up to a limit for each. */
export class Counted {
  private readonly counts = new Map<string, number>();

  constructor(private readonly limit: number) {}

  /** @returns what ends it, once however often it is called; undefined when there are as many as there may be. */
  enter(key: string): (() => void) | undefined {
    const count = this.counts.get(key) ?? 0;
    if (count >= this.limit) return undefined;
    this.counts.set(key, count + 1);
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      this.leave(key);
    };
  }

  private leave(key: string): void {
    const left = (this.counts.get(key) ?? 0) - 1;
    if (left > 0) this.counts.set(key, left);
    else this.counts.delete(key);
  }
}
