import type { Diagnostic } from '@muster/contracts';

/** Collects everything that is wrong with a rule, so that its author sees all of it at once. */
export class Diagnostics {
  private readonly found: Diagnostic[] = [];

  /** Returns undefined, so that a resolver can end with it. */
  report(code: string, pointer: string, message: string): undefined {
    this.found.push({ code, pointer, message });
  }

  all(): readonly Diagnostic[] {
    return this.found;
  }
}
