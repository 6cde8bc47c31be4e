/** A result of an audience, as far as it tells what changed. */
export interface ResultOfDefinition {
  readonly runId: string;
  readonly definitionVersion: number;
  /** ISO 8601. */
  readonly asOf: string;
}

/** Two results, one after the other, between which the rule changed. */
export interface DefinitionChange {
  readonly before: string;
  readonly after: string;
  /** `definition`: both are of the same instant, so nothing but the rule can have changed. */
  readonly cause: 'definition' | 'either';
}

/**
 * Where the rule changed between the first and the last of some results.
 * @param results in the order of publication.
 */
export function definitionChanges(results: readonly ResultOfDefinition[]): DefinitionChange[] {
  return results.slice(1).flatMap((after, index) => {
    const before = results[index];
    if (!before || before.definitionVersion === after.definitionVersion) return [];
    const cause = before.asOf === after.asOf ? 'definition' : 'either';
    return [{ before: before.runId, after: after.runId, cause }];
  });
}
