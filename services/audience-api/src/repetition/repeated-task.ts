/** Does something again and again, one time after the other, until it is stopped. */
export class RepeatedTask {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private stopping = false;

  /**
   * @param everySeconds the pause between two times.
   * @param onError hears why a time has failed; the next one comes all the same.
   */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly everySeconds: number,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(afterSeconds: number): void {
    if (this.stopping) return;
    this.timer = setTimeout(() => {
      this.working = this.work()
        .catch(this.onError)
        .finally(() => {
          this.start(this.everySeconds);
        });
    }, afterSeconds * 1000);
  }

  /** Resolves when the time that has begun is over. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.working;
  }
}
