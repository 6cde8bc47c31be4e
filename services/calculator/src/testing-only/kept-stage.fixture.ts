import type { PlanStage } from '@muster/contracts';
import { IN_SPAN } from './users-of-span.fixture';

const KNOWN = `FROM user_attributes FINAL PREWHERE organisation = {organisation:UUID} AND ${IN_SPAN}`;
const BUILD = `PREWHERE organisation = {organisation:UUID} AND build`;

interface AttributeTest {
  readonly attribute: string;
  readonly test: string;
  /** Whether the values can be kept. */
  readonly values?: boolean;
  /** Whether what the test says may turn between the bounds of a bin; unless told, every value is tested. */
  readonly turn?: string;
}

/** A stage over an attribute, with everything that can be kept of it. */
export function attributeStage(
  id: string,
  { attribute, test, values = true, turn }: AttributeTest,
): PlanStage {
  const from = `${KNOWN} AND attribute = '${attribute}'`;
  const select = `SELECT groupBitmapState(uid) ${from} WHERE ${test}`;
  const scopes = [{ kind: 'attribute' as const, name: attribute }];
  return {
    id,
    label: id,
    pointer: '',
    select,
    leaf: { key: `leaf of ${attribute} ${test}`, scopes, moments: [], select },
    ...(values && {
      values: {
        ...{ key: `values of ${attribute}`, scopes, moments: [] },
        columns: ['text', 'number', 'boolean', 'time', 'list', 'is_list'],
        select: `SELECT uid, text, number, boolean, time, list, is_list ${from}`,
        parameter: `${id}Values`,
        fromBitmaps: `build = {${id}Values:UUID} AND ${test}`,
        fromRows: `SELECT groupBitmapState(uid) FROM value_rows ${BUILD} = {${id}Values:UUID} WHERE ${test}`,
        fromBins: {
          ...(turn && { decided: `build = {${id}Values:UUID} AND not(${turn}) AND ${test}` }),
          undecided: `SELECT groupBitmapState(uid) FROM binned_values ${BUILD} = {${id}Values:UUID} AND ${turn ?? 'true'} WHERE ${test}`,
        },
      },
    }),
  };
}
