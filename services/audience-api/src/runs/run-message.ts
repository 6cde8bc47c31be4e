import { createHash } from 'node:crypto';
import { canonicalJson, type RunResource } from '@muster/contracts';

/** A comment, which clients ignore: it keeps proxies from taking a silent stream for a dead one. */
export const HEARTBEAT = ': nothing new\n\n';

/**
 * Names what a run looks like: every replica gives the same state the same id, so a client that comes back to another one is told only
 * what it has not seen.
 */
export function messageId(run: RunResource): string {
  return createHash('sha256').update(canonicalJson(run)).digest('hex').slice(0, 16);
}

/** A run as a server-sent event. */
export function runMessage(run: RunResource): string {
  return `id: ${messageId(run)}\nevent: run\ndata: ${JSON.stringify(run)}\n\n`;
}
