import { randomBytes } from 'node:crypto';

/** The parts of a W3C `traceparent` (Trace Context level 1). */
export interface TraceParent {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits, not all zero. */
  readonly parentId: string;
  readonly sampled: boolean;
}

const FORMAT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Parses a `traceparent`; undefined when it is missing or breaks the standard, which says to start a new trace then. */
export function parseTraceparent(header: string | undefined): TraceParent | undefined {
  const match = FORMAT.exec(header ?? '');
  if (!match) return undefined;
  const [, version, traceId = '', parentId = '', flags = '', rest] = match;
  // Version ff is forbidden; version 00 has exactly four parts, later ones may append more.
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(parentId)) return undefined;
  return { traceId, parentId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** A `traceparent` for the next step of the trace that `header` names, or the first step of a new one. */
export function continueTrace(header?: string): string {
  const parent = parseTraceparent(header);
  const traceId = parent?.traceId ?? randomBytes(16).toString('hex');
  const flags = parent && !parent.sampled ? '00' : '01';
  return `00-${traceId}-${randomBytes(8).toString('hex')}-${flags}`;
}
