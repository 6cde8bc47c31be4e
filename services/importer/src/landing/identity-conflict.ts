import type { RowProblem } from '../domain/row-problem';
import type { IdentityConflict } from '../registry/domain/assign-uids';

/** Why a profile is refused that claims an account or device of somebody else; the same for files and topics. */
export function identityConflict({ name }: IdentityConflict): RowProblem {
  return {
    code: 'row.identity-conflict',
    field: name.idType === 'account' ? 'accountIds' : 'deviceIds',
    message: `the ${name.idType} id "${name.id}" belongs to another user`,
  };
}
