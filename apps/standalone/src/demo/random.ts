/**
 * Random numbers that are the same at every start, from a seed (mulberry32): a demo that was interrupted goes on with exactly the
 * data that it has begun with, and everybody sees the same figures.
 */
export class DemoRandom {
  constructor(private state: number) {}

  /** From 0 up to, without, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** One of a list that is not empty; earlier ones are likelier the greater `bias` is (1: all alike). */
  pick<Item>(items: readonly [Item, ...Item[]], bias = 1): Item {
    return items[Math.floor(this.next() ** bias * items.length)] ?? items[0];
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }
}
