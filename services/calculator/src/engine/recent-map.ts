/** A map of bounded size that forgets what was set longest ago. What is alone too large is not kept. */
export class RecentMap<Value> {
  private readonly values = new Map<string, Value>();

  private size = 0;

  /** @param sizeOf of a value, in the unit of the capacity; values that are counted are of size 1. It must not change. */
  constructor(
    private readonly capacity: number,
    private readonly sizeOf: (value: Value) => number = () => 1,
  ) {}

  get(key: string): Value | undefined {
    return this.values.get(key);
  }

  set(key: string, value: Value): void {
    this.delete(key);
    const size = this.sizeOf(value);
    if (size > this.capacity) return;
    this.values.set(key, value);
    this.size += size;
    for (const oldest of this.values.keys()) {
      if (this.size <= this.capacity) return;
      this.delete(oldest);
    }
  }

  private delete(key: string): void {
    const value = this.values.get(key);
    if (value === undefined) return;
    this.values.delete(key);
    this.size -= this.sizeOf(value);
  }
}
