import { randomBytes } from 'node:crypto';

/**
 * Ids of statements, each used once. ClickHouse refuses an id that one of its running statements has (error 216), and a statement
 * still runs for a moment after its answer has been read: two in a row under one id fail now and then.
 */
export class StatementIds {
  /** Tells this process from others that name their statements alike. */
  private readonly process = randomBytes(4).toString('hex');
  private given = 0;

  /** @param name what the id begins with. */
  next(name: string): string {
    this.given += 1;
    return `${name}/${this.process}-${String(this.given)}`;
  }
}
