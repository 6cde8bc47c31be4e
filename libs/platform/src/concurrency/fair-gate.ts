interface Waiting {
  readonly key: string;
  readonly admit: () => void;
  readonly refuse: (error: Error) => void;
}

/** The process stops: what has not begun yet does not begin any more. */
export class GateClosedError extends Error {}

/**
 * Lets a limited number of pieces of work run at a time, and fewer of one key: however much waits for one key, what comes for another
 * is admitted as soon as a place is free. Work of one key is admitted in order.
 */
export class FairGate {
  private readonly running = new Map<string, number>();
  private waiting: Waiting[] = [];
  private total = 0;
  private closed = false;

  constructor(
    private readonly limit: number,
    private readonly limitPerKey: number,
  ) {}

  async run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    await new Promise<void>((admit, refuse) => {
      this.waiting.push({ key, admit, refuse });
      this.admitNext();
    });
    try {
      return await work();
    } finally {
      this.leave(key);
      this.admitNext();
    }
  }

  /** Admits nothing any more. @throws GateClosedError from every `run` that waits, or comes later. */
  close(): void {
    this.closed = true;
    this.admitNext();
  }

  private admitNext(): void {
    if (this.closed) {
      for (const { refuse } of this.waiting.splice(0)) refuse(new GateClosedError('closed'));
      return;
    }
    this.waiting = this.waiting.filter((waiting) => {
      const running = this.running.get(waiting.key) ?? 0;
      if (this.total >= this.limit || running >= this.limitPerKey) return true;
      this.total++;
      this.running.set(waiting.key, running + 1);
      waiting.admit();
      return false;
    });
  }

  private leave(key: string): void {
    const running = (this.running.get(key) ?? 0) - 1;
    if (running > 0) this.running.set(key, running);
    else this.running.delete(key);
    this.total--;
  }
}
