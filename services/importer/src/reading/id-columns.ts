import type { IdType } from '@muster/contracts';

/** The columns that name the user of a row, and the type of their ids. */
export const ID_COLUMNS: Readonly<Record<string, IdType>> = Object.freeze({
  entity_id: 'entity',
  account_id: 'account',
  device_id: 'device',
});
