import { RecentMap } from '../engine/recent-map';

/** What this process has been asked for lately. Forgetting costs speed only: what was forgotten is asked for the first time again. */
export class AskedBefore {
  /** False for what must not be kept. */
  private readonly worthKeeping: RecentMap<boolean>;

  constructor(capacity: number) {
    this.worthKeeping = new RecentMap(capacity);
  }

  /** Takes note that somebody asks. @returns whether somebody has asked before, so that keeping the answer pays. */
  again(key: string): boolean {
    const worthKeeping = this.worthKeeping.get(key);
    this.worthKeeping.set(key, worthKeeping ?? true);
    return worthKeeping ?? false;
  }

  /** Whether it has been given up. */
  isGivenUp(key: string): boolean {
    return this.worthKeeping.get(key) === false;
  }

  /** From now on it is never asked `again`. */
  giveUp(key: string): void {
    this.worthKeeping.set(key, false);
  }
}
