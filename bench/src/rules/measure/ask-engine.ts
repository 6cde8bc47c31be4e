import type { ClickHouse } from '@muster/platform';
import type { Ask } from '../plans/plan';
import { measuredSettings } from './settings';

/** Asks the engine, as every measured statement is executed. */
export function askEngine(clickhouse: ClickHouse): Ask {
  return async ({ sql, parameters, settings }) => {
    const [row = {}] = await clickhouse.query<Record<string, string | number>>(sql, parameters, {
      settings: { ...settings, ...measuredSettings },
    });
    return row;
  };
}
