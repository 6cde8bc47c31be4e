import { PermanentError } from '@muster/platform';
import type {
  BoundStatement,
  Evidence,
  EvidenceOf,
  EvidencePlan,
  ExplainedInput,
  ExplainedWindow,
} from '@muster/contracts';
import type { z } from 'zod';
import { bestAttempt } from './domain/best-attempt';
import { isoOfMicros, microsOfIso } from './domain/micros';
import { datedValueRow, measureRow, stepRow, valueRow, windowRow } from './evidence-rows';

/** What a reader needs beside the plan of the evidence. */
export interface EvidenceSource {
  /** Rows of a statement about the user. */
  readonly rows: (statement: BoundStatement) => Promise<unknown[]>;
  /** The published result that the condition reads, when it reads one. */
  readonly input: ExplainedInput | undefined;
  readonly asOf: string;
}

type Readers = {
  readonly [Kind in EvidencePlan['kind']]: (
    plan: Extract<EvidencePlan, { kind: Kind }>,
    source: EvidenceSource,
  ) => Promise<EvidenceOf<Kind>>;
};

const readers: Readers = {
  attribute: async (plan, source) => {
    const row = await firstRow(valueRow, plan, source);
    return { kind: 'attribute', value: row?.value ?? null };
  },
  tag: async (plan, source) => {
    const row = await firstRow(datedValueRow, plan, source);
    return { kind: 'tag', value: row?.value ?? null, date: row?.valueDate ?? null };
  },
  behavior: readBehavior,
  audience: (_plan, { input }) => {
    if (!input) throw new PermanentError('explanation.missing-input', 'the question brings no result');
    const { audienceId, runId, businessDate } = input;
    return Promise.resolve({ kind: 'audience', audienceId, runId, businessDate });
  },
  sequence: readSequence,
};

/** Why a condition holds for the user or not. */
export async function readEvidence(plan: EvidencePlan, source: EvidenceSource): Promise<Evidence> {
  // The reader of a kind takes plans of that kind; TypeScript does not correlate the two look-ups.
  const read = readers[plan.kind] as (plan: EvidencePlan, source: EvidenceSource) => Promise<Evidence>;
  return read(plan, source);
}

/** Counts are 0 over no events; the other measures have no value there. */
const COUNTS: ReadonlySet<string> = new Set(['count', 'days', 'distinct']);

async function readBehavior(
  plan: Extract<EvidencePlan, { kind: 'behavior' }>,
  source: EvidenceSource,
): Promise<EvidenceOf<'behavior'>> {
  const { measure, compare } = plan;
  const [row, window, comparedWindow] = await Promise.all([
    firstRow(measureRow, plan, source),
    readWindow(plan.window, source),
    plan.comparedWindow && readWindow(plan.comparedWindow, source),
  ]);
  return {
    kind: 'behavior',
    measure,
    value: row?.value ?? (COUNTS.has(measure.fn) ? '0' : null),
    compare,
    events: row?.events ?? 0,
    firstEvent: row?.firstEvent ?? null,
    lastEvent: row?.lastEvent ?? null,
    window,
    comparedWindow,
  };
}

async function readSequence(
  plan: Extract<EvidencePlan, { kind: 'sequence' }>,
  source: EvidenceSource,
): Promise<EvidenceOf<'sequence'>> {
  const [rows, window] = await Promise.all([source.rows(plan), readWindow(plan.window, source)]);
  const times = new Map(rows.map((row) => stepRow.parse(row)).map((row) => [row.step, row.times]));
  const steps = plan.steps.map(({ not }, step) => ({ not, times: times.get(step) ?? [] }));
  const within = plan.withinSeconds * 1_000_000;
  const { matched, blockedBy, openUntil } = bestAttempt(steps, within, microsOfIso(source.asOf));
  return {
    kind: 'sequence',
    steps: plan.steps.filter(({ not }) => !not).length,
    matched: matched.map(isoOfMicros),
    blockedBy: blockedBy ? { step: blockedBy.step, at: isoOfMicros(blockedBy.at) } : null,
    openUntil: openUntil === undefined ? null : isoOfMicros(openUntil),
    window,
  };
}

async function readWindow(statement: BoundStatement, source: EvidenceSource): Promise<ExplainedWindow> {
  const [row] = await source.rows(statement);
  return windowRow.parse(row);
}

async function firstRow<Schema extends z.ZodType>(
  schema: Schema,
  statement: BoundStatement,
  source: EvidenceSource,
): Promise<z.infer<Schema> | undefined> {
  const [row] = await source.rows(statement);
  return row === undefined ? undefined : schema.parse(row);
}
