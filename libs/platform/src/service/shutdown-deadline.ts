import { Injectable, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';

/** Seconds that work in progress has to finish after the service was told to stop; container platforms kill after 30. */
const GRACE_SECONDS = 20;

/**
 * Ends long work that would outlive a shutdown. The signal fires some seconds after the service was told to stop, so that
 * short work finishes and long work (a calculation, an export) is given up and delivered again to whoever runs next.
 * Provide it in the service's module.
 */
@Injectable()
export class ShutdownDeadline implements OnModuleDestroy, OnApplicationShutdown {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** First of Nest's shutdown hooks: consumers are still draining. */
  onModuleDestroy(): void {
    this.timer = setTimeout(() => {
      this.controller.abort(new Error(`the service stops and the work did not end in ${GRACE_SECONDS} s`));
    }, GRACE_SECONDS * 1000);
  }

  /** Last of them: everything has ended. */
  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }
}
