/** A rule that its check would have refused reached the resolver: a mistake in the compiler, not of the rule's author. */
export class UncheckedRuleError extends Error {
  constructor(what: string, pointer: string) {
    super(`${what} at "${pointer}" of a rule that was checked`);
    this.name = 'UncheckedRuleError';
  }
}
