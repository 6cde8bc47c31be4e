import type { Diagnostic, RuleCode } from '@muster/contracts';

/** Collects everything that is wrong with a rule, so that its author sees all of it at once. */
export class Diagnostics {
  private readonly found: Diagnostic[] = [];

  report(code: RuleCode, pointer: string, message: string): void {
    this.found.push({ code, pointer, message });
  }

  all(): readonly Diagnostic[] {
    return this.found;
  }
}
