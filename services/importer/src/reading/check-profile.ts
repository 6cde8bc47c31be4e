import { type ProfileRecord, profileRecord } from '@muster/contracts';
import type { Checked } from '../domain/row-problem';
import { checkIds, checkRecord } from './check-record';
import { withRecordNames } from './profile-names';

/** A row of a file of users, as the contract has it. */
export function checkProfile(raw: unknown): Checked<ProfileRecord> {
  const record = checkRecord(profileRecord, withRecordNames(raw));
  if (!record.ok) return record;
  const { entityId, accountIds = [], deviceIds = [] } = record.row;
  const ids = checkIds([entityId, ...accountIds, ...deviceIds]);
  return ids.ok ? record : ids;
}
