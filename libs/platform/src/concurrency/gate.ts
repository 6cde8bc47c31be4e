/** Lets a limited number of pieces of work run at a time; the others wait in order. */
export class Gate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.running >= this.limit) await new Promise<void>((admit) => this.waiting.push(admit));
    else this.running++;
    try {
      return await work();
    } finally {
      // The place goes to the next in line without being freed in between, so nobody can slip past it.
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
