import type { BitmapTable, DataScope, PlanRollup, ValueColumn } from '@muster/contracts';
import type { Expression } from '../expression/expression';
import type { Scan } from '../expression/scan';

/** All users of a leaf, and the data that they depend on. */
export interface LeafRead {
  readonly scopes: readonly DataScope[];
  readonly scan: Scan;
}

/** A row for each value of a user: the newest by date among the scan's rows, or each of them. */
export interface ValueRows {
  readonly scan: Scan;
  readonly columns: readonly ValueColumn[];
  /** What the only column is in the table of the scan; undefined where columns have the same names. */
  readonly source: Expression | undefined;
  readonly newest: boolean;
}

/** The values that a stage tests, and the stage read from the orders that they can be put in. */
export interface ValuesRead {
  readonly scopes: readonly DataScope[];
  readonly values: ValueRows;
  /** Name of the parameter that says which order is read. */
  readonly parameter: string;
  /** Condition on the rows of its table of bitmaps. */
  readonly fromBitmaps: Expression;
  readonly fromRows: Scan;
  readonly fromBins: BinsRead;
}

/** The parts of a read of bins: those that a test decides as a whole, and the values of the others. */
export interface BinsRead {
  /** Condition on the rows of the table of bitmaps; undefined where the test has to see every value. */
  readonly decided: Expression | undefined;
  /** Undefined where every bin is decided. */
  readonly undecided: Scan | undefined;
}

/** A stage that counts or sums up events, read from their daily rollups and, where there are none, from the events. */
export interface RollupRead {
  readonly app: string | undefined;
  readonly event: string;
  readonly property: string | undefined;
  readonly parameters: PlanRollup['parameters'];
  /** All events of the days to be rolled up. */
  readonly source: Scan;
  /** Whether an event is one of those that are added up, and what it adds to the total of its day. */
  readonly present: Expression;
  readonly value: Expression;
  readonly rolled: Scan;
  readonly recent: Scan;
  /** The test of a user's rows, each with `day`, `events` and `total`. */
  readonly having: Expression;
}

/** Users that can still decide the result, by the stage that they are in. */
export interface StageMask {
  readonly stage: string;
  /** Whether the user of a row is one of them. */
  readonly test: Expression;
  /** Whether they are probably few. */
  readonly narrow: boolean;
}

/** Bitmaps of a table, which has rows of every organisation and shard. */
export interface StoredBitmaps {
  readonly table: BitmapTable;
  readonly condition: Expression;
  /** What tells them from those of other stages. */
  readonly which: Expression | undefined;
}

/** One named bitmap of a statement. */
export interface StatementStage {
  readonly id: string;
  /** What it is, in words, and the node of the rule that it belongs to. */
  readonly label: string;
  readonly pointer: string;
  readonly body: Scan | Expression;
  /** The mask of a scan, as it stands among the conditions of its body and of its rollup. */
  readonly mask: StageMask | undefined;
  /** The same as a condition on the rows of a table of bitmaps. */
  readonly bitmaps: StoredBitmaps | undefined;
  /** Name of the plan input whose snapshots are read. */
  readonly input: string | undefined;
  readonly leaf: LeafRead | undefined;
  readonly values: ValuesRead | undefined;
  readonly rollup: RollupRead | undefined;
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
    stages: statement.stages.map(({ body, leaf, values, rollup, ...stage }) => ({
      ...stage,
      body: body.kind === 'scan' ? map(body) : body,
      leaf: leaf && { ...leaf, scan: map(leaf.scan) },
      values: values && {
        ...values,
        values: { ...values.values, scan: map(values.values.scan) },
        fromRows: map(values.fromRows),
        fromBins: {
          ...values.fromBins,
          undecided: values.fromBins.undecided && map(values.fromBins.undecided),
        },
      },
      rollup: rollup && {
        ...rollup,
        source: map(rollup.source),
        rolled: map(rollup.rolled),
        recent: map(rollup.recent),
      },
    })),
  };
}
