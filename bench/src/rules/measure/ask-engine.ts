import type { ClickHouse } from '@muster/platform';
import type { Ask, Row } from '../plans/plan';
import { measuredSettings } from './settings';

/** Asks the engine, as every measured statement is executed. */
export function askEngine(clickhouse: ClickHouse): Ask {
  return ({ sql, parameters, settings }) =>
    clickhouse.query<Row>(sql, parameters, { settings: { ...settings, ...measuredSettings } });
}
