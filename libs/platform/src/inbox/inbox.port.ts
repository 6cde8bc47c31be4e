import type { CloudEvent } from '@muster/contracts';
import type { EntityManager } from 'typeorm';

/** Remembers which events a service has handled, in the transaction of their effects. */
export abstract class Inbox {
  /** Runs `work` in a transaction unless the event was handled before; resolves to whether it ran. */
  abstract once(event: CloudEvent, work: (manager: EntityManager) => Promise<void>): Promise<boolean>;
  /**
   * Runs `work` in a transaction whenever it is asked to, and remembers nothing: for news of how far something is, which comes every few
   * seconds and changes nothing when it comes late or again. A row for each would be most of the table.
   */
  abstract always(work: (manager: EntityManager) => Promise<void>): Promise<void>;
}
