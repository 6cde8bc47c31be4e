/** One row of a file of users, or one profile. */
export interface SentUser {
  readonly entityId: string;
  readonly accountId: string;
  readonly city: string;
}

export interface SentEvent {
  readonly eventId: string;
  readonly entityId: string;
  readonly amount: number;
}

export interface SentTag {
  readonly entityId: string;
  readonly value: string;
}

/**
 * Everything that was sent and acknowledged, as it must be there in the end. Each user, and each tag of a user, is written by one
 * sender at a time, who waits for the end of the one before: the last one holds.
 */
export class SentData {
  readonly users = new Map<string, SentUser>();
  readonly events = new Map<string, SentEvent>();
  readonly tags = new Map<string, string>();

  addUsers(users: readonly SentUser[]): void {
    for (const user of users) this.users.set(user.entityId, user);
  }

  addEvents(events: readonly SentEvent[]): void {
    for (const event of events) this.events.set(event.eventId, event);
  }

  addTags(tags: readonly SentTag[]): void {
    for (const { entityId, value } of tags) this.tags.set(entityId, value);
  }

  inCity(city: string): string[] {
    return this.sorted((user) => user.city === city);
  }

  withEvents(atLeast: number): string[] {
    const counts = this.eventsByUser();
    return this.sorted(({ entityId }) => (counts.get(entityId)?.events ?? 0) >= atLeast);
  }

  withTag(value: string): string[] {
    return this.sorted(({ entityId }) => this.tags.get(entityId) === value);
  }

  eventsByUser(): ReadonlyMap<string, { readonly events: number; readonly amount: number }> {
    const counts = new Map<string, { events: number; amount: number }>();
    for (const { entityId, amount } of this.events.values()) {
      const sum = counts.get(entityId) ?? { events: 0, amount: 0 };
      counts.set(entityId, { events: sum.events + 1, amount: sum.amount + amount });
    }
    return counts;
  }

  private sorted(belongs: (user: SentUser) => boolean): string[] {
    return [...this.users.values()]
      .filter(belongs)
      .map(({ entityId }) => entityId)
      .sort();
  }
}
