import type { Diagnostics } from '../diagnostics';

/** Part of the language that this compiler has no plan for is refused, never left out of a result. */
export function reportNotYetCompilable(diagnostics: Diagnostics, pointer: string, what: string): void {
  diagnostics.report(
    'rule.not-yet-compilable',
    pointer,
    `${what} cannot be calculated yet; use other conditions.`,
  );
}
