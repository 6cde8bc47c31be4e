/** Lets a loop sleep until something happens. A signal that comes while nobody waits ends the next wait at once. */
export class WakeUp {
  private signalled = false;
  private wake: (() => void) | undefined;

  signal(): void {
    this.signalled = true;
    this.wake?.();
  }

  /** Resolves on a signal, at the latest after `milliseconds`. One waiter at a time. */
  async wait(milliseconds: number): Promise<void> {
    if (!this.signalled) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wake = undefined;
    }
    this.signalled = false;
  }
}
