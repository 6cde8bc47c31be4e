/** What this process has been asked for lately. Forgetting costs speed only: what was forgotten is asked for the first time again. */
export class AskedBefore {
  /** In the order of the last ask; false for what must not be kept. */
  private readonly worthKeeping = new Map<string, boolean>();

  constructor(private readonly capacity: number) {}

  /** Takes note that somebody asks. @returns whether somebody has asked before, so that keeping the answer pays. */
  again(key: string): boolean {
    const worthKeeping = this.worthKeeping.get(key);
    this.remember(key, worthKeeping ?? true);
    return worthKeeping ?? false;
  }

  /** From now on it is never asked `again`. */
  giveUp(key: string): void {
    this.remember(key, false);
  }

  private remember(key: string, worthKeeping: boolean): void {
    this.worthKeeping.delete(key);
    this.worthKeeping.set(key, worthKeeping);
    const [oldest] = this.worthKeeping.keys();
    if (this.worthKeeping.size > this.capacity && oldest !== undefined) this.worthKeeping.delete(oldest);
  }
}
