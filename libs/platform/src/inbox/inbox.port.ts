import type { CloudEvent } from '@muster/contracts';
import type { EntityManager } from 'typeorm';

/** Remembers which events a service has handled, in the transaction of their effects. */
export abstract class Inbox {
  /** Runs `work` in a transaction unless the event was handled before; resolves to whether it ran. */
  abstract once(event: CloudEvent, work: (manager: EntityManager) => Promise<void>): Promise<boolean>;
}
