import type { Profile } from '../../domain/profile-row';
import type { Name } from './name';

/** The name that is the user. */
export function entityName({ entityId }: Profile): Name {
  return { idType: 'entity', id: entityId };
}

/** The names that a user has besides. */
export function otherNames({ accountIds, deviceIds }: Profile): readonly Name[] {
  return [
    ...accountIds.map((id): Name => ({ idType: 'account', id })),
    ...deviceIds.map((id): Name => ({ idType: 'device', id })),
  ];
}

export function namesOf(profile: Profile): readonly Name[] {
  return [entityName(profile), ...otherNames(profile)];
}
