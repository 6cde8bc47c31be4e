import { Injectable } from '@nestjs/common';
import { isCancelledQuery, ShutdownDeadline } from '@muster/platform';
import { type Cancellable, queryPrefix } from './cancellable';
import { CancelledWorkRepository } from './cancelled-work.repository';
import { WorkCancelledError, WorkInProgress } from './work-in-progress';

export type WorkOutcome<Result> =
  { readonly cancelled: true } | { readonly cancelled: false; readonly result: Result };

/** Does work that may be cancelled meanwhile, by any calculator. */
@Injectable()
export class Cancellations {
  /** Work of this process. */
  private readonly running = new Map<string, Set<AbortController>>();

  constructor(
    private readonly cancelled: CancelledWorkRepository,
    private readonly shutdown: ShutdownDeadline,
  ) {}

  /** Whatever fails is thrown as it is, unless it failed because the work was cancelled. */
  async run<Result>(
    cancellable: Cancellable,
    task: (work: WorkInProgress) => Promise<Result>,
  ): Promise<WorkOutcome<Result>> {
    const controller = this.register(cancellable);
    const signal = AbortSignal.any([controller.signal, this.shutdown.signal]);
    const work = new WorkInProgress(cancellable, signal, () => this.cancelled.has(cancellable));
    try {
      await work.checkpoint();
      return { cancelled: false, result: await task(work) };
    } catch (error) {
      if (await this.isWhy(error, cancellable, controller)) return { cancelled: true };
      throw error;
    } finally {
      this.forget(cancellable, controller);
    }
  }

  /** Stops work wherever it runs, and keeps it from beginning again. Safe to repeat. */
  async cancel(cancellable: Cancellable): Promise<void> {
    // First, so that whoever looks after this finds it, and those who looked before have a query that can be stopped.
    await this.cancelled.add(cancellable);
    for (const controller of this.running.get(queryPrefix(cancellable)) ?? []) {
      controller.abort(new WorkCancelledError(cancellable));
    }
    await this.cancelled.stopQueries(cancellable);
  }

  /** An operator, too, can stop a query: only what was cancelled here is not tried again. */
  private async isWhy(
    error: unknown,
    cancellable: Cancellable,
    controller: AbortController,
  ): Promise<boolean> {
    if (controller.signal.aborted || error instanceof WorkCancelledError) return true;
    return isCancelledQuery(error) && (await this.cancelled.has(cancellable));
  }

  private register(cancellable: Cancellable): AbortController {
    const key = queryPrefix(cancellable);
    const controller = new AbortController();
    this.running.set(key, (this.running.get(key) ?? new Set()).add(controller));
    return controller;
  }

  private forget(cancellable: Cancellable, controller: AbortController): void {
    const key = queryPrefix(cancellable);
    const attempts = this.running.get(key);
    attempts?.delete(controller);
    if (attempts?.size === 0) this.running.delete(key);
  }
}
