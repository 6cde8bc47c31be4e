import { calculatedDataChecks } from '@muster/calculator';
import { landedDataChecks } from '@muster/importer';
import {
  type ClickHouse,
  type DataCheckOptions,
  type DataDifference,
  findDataDifferences,
} from '@muster/platform';

/** Compares events with everything that is derived from them, in the tables of all services. */
export function checkData(
  clickhouse: ClickHouse,
  options?: DataCheckOptions,
): Promise<readonly DataDifference[]> {
  return findDataDifferences(clickhouse, [landedDataChecks, calculatedDataChecks], options);
}
