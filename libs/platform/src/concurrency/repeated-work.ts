import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

/** Something that is done again and again while the service runs, once at a time. */
export abstract class RepeatedWork implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(this.constructor.name);
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private stopping = false;

  /** In seconds: from the start of the service to the first time, and from the end of one time to the next. */
  protected abstract readonly pauses: { readonly first: number; readonly next: number };

  protected abstract work(): Promise<unknown>;

  onApplicationBootstrap(): void {
    this.schedule(this.pauses.first);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.working;
  }

  private schedule(seconds: number): void {
    if (this.stopping) return;
    this.timer = setTimeout(() => {
      this.working = this.tolerantly().finally(() => {
        this.schedule(this.pauses.next);
      });
    }, seconds * 1000);
  }

  /** What cannot be done now is done the next time. */
  private async tolerantly(): Promise<void> {
    try {
      await this.work();
    } catch (error) {
      this.log.warn(`not possible now, tried again in ${String(this.pauses.next)} s: ${String(error)}`);
    }
  }
}
