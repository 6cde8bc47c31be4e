/**
 * How long a consumer that has lost its group, or its connection, still counts as running: rejoining takes a session timeout and a
 * round of the group. A readiness that follows every rebalance takes replicas out of service that serve requests well, and those that
 * are left get the rest of the load.
 */
const GRACE_MS = 60_000;

/** Whether a consumer takes messages, or soon does again. */
export class MembershipGrace {
  private state: 'never-joined' | 'joined' | { readonly lostAt: number } = 'never-joined';

  joined(): void {
    this.state = 'joined';
  }

  lost(): void {
    if (this.state === 'joined') this.state = { lostAt: Date.now() };
  }

  isRunning(): boolean {
    if (typeof this.state === 'string') return this.state === 'joined';
    return Date.now() - this.state.lostAt < GRACE_MS;
  }
}
