import { pointerTo, type CloudEvent } from '@muster/contracts';
import { Gate, PermanentError, type RejectedEvent } from '@muster/platform';
import type { Checked, RowProblem } from '../domain/row-problem';
import { versionOf } from '../domain/version';
import type { ValueReader } from '../domain/value-reader';
import type { Versioned } from '../landing/batch-landing';
import type { KnownClock } from '../organisations/organisation-clocks';
import type { Landed } from './joined-landings';
import type { ReceivedValues } from './received-values';

/** An event that other teams send in: its data name the organisation. */
type IngestEvent = CloudEvent<string, { organisationId: string }>;

/** What lands the events of one topic. */
export interface BatchOf<Event extends IngestEvent, Row> {
  clockOf(organisation: string): Promise<KnownClock>;
  readonly values: ReceivedValues;
  check(event: Event, values: ValueReader): Checked<Row>;
  /** May resolve to a problem per row, for rows that turn out not to be landable. */
  land(organisation: string, rows: readonly Versioned<Row>[]): Promise<Landed>;
}

/** Organisations of a batch that are in hand at a time: most of them wait for more rows, see `JoinedLandings`. */
const ORGANISATIONS_AT_A_TIME = 64;

/**
 * Lands a batch, in the order of the events of each organisation; organisations are landed side by side, so that one whose
 * landing has to wait, or fails, does not keep the others' events from landing. Resolves to the events that can never be landed;
 * one of them does not hold up the others.
 */
export async function landBatch<Event extends IngestEvent, Row>(
  events: readonly Event[],
  batch: BatchOf<Event, Row>,
): Promise<readonly RejectedEvent<Event>[]> {
  const gate = new Gate(ORGANISATIONS_AT_A_TIME);
  const outcomes = await Promise.allSettled(
    [...byOrganisation(events)].map(([organisation, own]) =>
      gate.run(() => landOrganisation(organisation, own, batch)),
    ),
  );
  return outcomes.flatMap((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

async function landOrganisation<Event extends IngestEvent, Row>(
  organisation: string,
  events: readonly Event[],
  batch: BatchOf<Event, Row>,
): Promise<readonly RejectedEvent<Event>[]> {
  const { clock, unknown } = await batch.clockOf(organisation);
  if (!clock) return events.map((event) => ({ event, error: unknown }));

  const rejected: RejectedEvent<Event>[] = [];
  const reject = (event: Event, problem: RowProblem): void => {
    rejected.push({ event, error: permanentError(problem) });
  };
  const values = await batch.values.readerFor(organisation, clock);
  const accepted: { event: Event; row: Row; version: number }[] = [];
  for (const event of events) {
    const checked = batch.check(event, values);
    if (checked.ok) accepted.push({ event, row: checked.row, version: versionOf(event.time) });
    else reject(event, checked.problem);
  }
  if (accepted.length === 0) return rejected;
  const problems = (await batch.land(organisation, accepted)) ?? [];
  for (const [at, { event }] of accepted.entries()) {
    const problem = problems[at];
    if (problem) reject(event, problem);
  }
  await batch.values.tell(
    organisation,
    values,
    accepted.map(({ event }) => event.id),
  );
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
