import { EventDaysNode } from '../tree/event-days.node';
import { IntersectNode } from '../tree/intersect.node';
import { mapOperands, type PlanNode } from '../tree/plan-node';
import type { SequenceNode } from '../tree/sequence.node';

/**
 * Whoever has a sequence has the event of each of its steps. The daily bitmaps tell that in milliseconds, so they stand beside
 * the sequence, and the masks leave it only those users' events to read.
 */
export function boundSequences(node: PlanNode): PlanNode {
  return node.kind === 'sequence' ? bound(node) : mapOperands(node, boundSequences);
}

function bound(node: SequenceNode): PlanNode {
  const { pointer, app, steps, window } = node;
  const events = [...new Set(steps.map(({ match }) => match.event))];
  // Whole days, and events later than the as-of instant too: more users than needed, never fewer.
  const doers = events.map((event) => EventDaysNode(pointer, app, event, { ...window, since: undefined }));
  return IntersectNode(pointer, [...doers, node]);
}
