/** The environment does not suffice to start: every bad variable, one line each. Values are never repeated, they may be secrets. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`cannot start, the environment has ${problems.length} bad variable(s):\n${problems.join('\n')}`);
    this.name = 'ConfigError';
  }
}
