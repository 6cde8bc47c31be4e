import type { Expression } from '../expression/expression';
import type { Scan } from '../expression/scan';

/** One named bitmap of a statement. */
export interface StatementStage {
  readonly id: string;
  readonly body: Scan | Expression;
}

/** A whole SELECT, as plain data: bitmaps one after the other, and the one that it returns. */
export interface Statement {
  readonly stages: readonly StatementStage[];
  readonly result: Expression;
}

/** The same statement with other scans. */
export function mapScans(statement: Statement, map: (scan: Scan) => Scan): Statement {
  return {
    ...statement,
    stages: statement.stages.map(({ id, body }) => ({ id, body: body.kind === 'scan' ? map(body) : body })),
  };
}
