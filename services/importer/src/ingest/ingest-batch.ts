import { pointerTo, type CloudEvent } from '@muster/contracts';
import { PermanentError, type RejectedEvent } from '@muster/platform';
import type { Checked, RowProblem } from '../domain/row-problem';
import { versionOf } from '../domain/version';
import type { ZoneClock } from '../domain/zone-clock';
import type { Versioned } from '../landing/batch-landing';
import type { KnownClock } from '../organisations/organisation-clocks';

/** An event that other teams send in: its data name the organisation. */
type IngestEvent = CloudEvent<string, { organisationId: string }>;

/** What lands the events of one topic. */
export interface BatchOf<Event extends IngestEvent, Row> {
  clockOf(organisation: string): Promise<KnownClock>;
  check(event: Event, clock: ZoneClock): Checked<Row>;
  /** May resolve to a problem per row, for rows that turn out not to be landable. */
  land(
    organisation: string,
    rows: readonly Versioned<Row>[],
  ): Promise<readonly (RowProblem | undefined)[]> | Promise<void>;
}

/**
 * Lands a batch, organisation by organisation, in the order of the events. Resolves to the events that can never be landed;
 * one of them does not hold up the others.
 */
export async function landBatch<Event extends IngestEvent, Row>(
  events: readonly Event[],
  batch: BatchOf<Event, Row>,
): Promise<readonly RejectedEvent<Event>[]> {
  const rejected: RejectedEvent<Event>[] = [];
  const reject = (event: Event, problem: RowProblem): void => {
    rejected.push({ event, error: permanentError(problem) });
  };
  for (const [organisation, own] of byOrganisation(events)) {
    const { clock, unknown } = await batch.clockOf(organisation);
    if (!clock) {
      for (const event of own) rejected.push({ event, error: unknown });
      continue;
    }
    const accepted: { event: Event; row: Row; version: number }[] = [];
    for (const event of own) {
      const checked = batch.check(event, clock);
      if (checked.ok) accepted.push({ event, row: checked.row, version: versionOf(event.time) });
      else reject(event, checked.problem);
    }
    if (accepted.length === 0) continue;
    const problems = (await batch.land(organisation, accepted)) ?? [];
    for (const [at, { event }] of accepted.entries()) {
      const problem = problems[at];
      if (problem) reject(event, problem);
    }
  }
  return rejected;
}

function byOrganisation<Event extends IngestEvent>(events: readonly Event[]): Map<string, Event[]> {
  const groups = new Map<string, Event[]>();
  for (const event of events) {
    const group = groups.get(event.data.organisationId);
    if (group) group.push(event);
    else groups.set(event.data.organisationId, [event]);
  }
  return groups;
}

/** `properties.amount` is the path of a field; a name of a property may have dots of its own. */
function permanentError({ code, message, field }: RowProblem): PermanentError {
  if (field === undefined) return new PermanentError(code, message);
  const dot = field.indexOf('.');
  const path = dot === -1 ? [field] : [field.slice(0, dot), field.slice(dot + 1)];
  return new PermanentError(code, message, { errors: [{ code, pointer: pointerTo('', ...path), message }] });
}
