import type { PlanValues, StageRead } from '@muster/contracts';

/** An order of values: how they lie, and where. */
export interface ValueBuild {
  readonly build: string;
  readonly form: 'bitmaps' | 'bins' | 'rows';
}

/** What is there to be read of one span, by full keys. */
export interface Kept {
  readonly leaves: ReadonlySet<string>;
  readonly builds: ReadonlyMap<string, ValueBuild>;
}

export const nothingKept: Kept = { leaves: new Set(), builds: new Map() };

/** A stage, read from a build of its values; undefined when its plan does not know how. */
export function readFrom({ form }: ValueBuild, values: PlanValues): StageRead | undefined {
  const { fromBitmaps, fromBins, fromRows, parameter } = values;
  const bitmaps = (condition: string) =>
    ({ table: 'value_bitmaps', condition, rows: `build = {${parameter}:UUID}` }) as const;
  switch (form) {
    case 'bitmaps':
      return bitmaps(fromBitmaps);
    case 'rows':
      return { select: fromRows };
    case 'bins': {
      const decided = fromBins?.decided === undefined ? undefined : bitmaps(fromBins.decided);
      const undecided = fromBins?.undecided === undefined ? undefined : { select: fromBins.undecided };
      return decided && undecided ? { decided, undecided } : (decided ?? undecided);
    }
  }
}
