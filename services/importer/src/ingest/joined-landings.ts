import { DependencyDownError, Gate } from '@muster/platform';
import type { RowProblem } from '../domain/row-problem';
import { approximateBytes } from './approximate-bytes';

/** A problem per row, or undefined, for rows that cannot be landed; nothing at all when there are none. */
export type Landed = readonly (RowProblem | undefined)[] | undefined;

export interface JoinedLandingOptions {
  /** How long rows wait for more, in milliseconds, from the first of a landing on. */
  readonly waitMs: number;
  /** A landing has about so many rows, or bytes, at most, and begins at once when it has them. */
  readonly rows: number;
  readonly bytes: number;
  /** Landings that run at a time. */
  readonly concurrency: number;
}

interface Caller<Row> {
  readonly rows: readonly Row[];
  readonly bytes: number;
  readonly settle: (outcome: Promise<Landed>) => void;
}

/** Callers of one organisation that land together next. */
interface Group<Row> {
  readonly callers: Caller<Row>[];
  rows: number;
  bytes: number;
  /** Ends the waiting for more. */
  begin: () => void;
}

/**
 * Lands the rows of several callers, such as the partitions of a topic, together: a landing takes the engine 150 ms whatever its
 * rows, and each further thousand 10 ms. Rows of one caller keep their order, and so do its calls, which follow each other.
 */
export class JoinedLandings<Row> {
  private readonly open = new Map<string, Group<Row>>();
  private readonly gate: Gate;

  constructor(
    private readonly landRows: (organisation: string, rows: readonly Row[]) => Promise<Landed>,
    private readonly options: JoinedLandingOptions,
  ) {
    this.gate = new Gate(options.concurrency);
  }

  /** Resolves when the rows have landed. */
  land(organisation: string, rows: readonly Row[]): Promise<Landed> {
    return new Promise<Landed>((settle) => {
      const bytes = rows.reduce<number>((sum, row) => sum + approximateBytes(row), 0);
      const open = this.open.get(organisation);
      // A caller that does not fit begins the next landing.
      if (open && !this.fits(open, rows.length, bytes)) open.begin();
      const group = this.open.get(organisation) ?? this.newGroup(organisation);
      group.callers.push({ rows, bytes, settle });
      group.rows += rows.length;
      group.bytes += bytes;
      if (!this.fits(group, 1, 0)) group.begin();
    });
  }

  private fits(group: Group<Row>, rows: number, bytes: number): boolean {
    return group.rows + rows <= this.options.rows && group.bytes + bytes <= this.options.bytes;
  }

  private newGroup(organisation: string): Group<Row> {
    const timer = setTimeout(() => {
      group.begin();
    }, this.options.waitMs);
    const group: Group<Row> = {
      callers: [],
      rows: 0,
      bytes: 0,
      begin: () => {
        clearTimeout(timer);
        if (this.open.get(organisation) !== group) return;
        this.open.delete(organisation);
        void this.gate.run(() => this.landGroup(organisation, group.callers));
      },
    };
    this.open.set(organisation, group);
    return group;
  }

  private async landGroup(organisation: string, callers: readonly Caller<Row>[]): Promise<void> {
    const all = this.landRows(
      organisation,
      callers.flatMap(({ rows }) => rows),
    );
    const failure = await all.then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    if (failure && callers.length > 1 && !(failure.error instanceof DependencyDownError)) {
      await this.landApart(organisation, callers);
      return;
    }
    let at = 0;
    for (const { rows, settle } of callers) {
      const from = at;
      at += rows.length;
      settle(all.then((problems) => problems?.slice(from, from + rows.length)));
    }
  }

  /** What one caller's rows do to a landing is not for the others to suffer: they would be given up with it. */
  private async landApart(organisation: string, callers: readonly Caller<Row>[]): Promise<void> {
    for (const { rows, settle } of callers) {
      const own = this.landRows(organisation, rows);
      settle(own);
      await own.catch(() => undefined);
    }
  }
}
