import { Injectable } from '@nestjs/common';
import { ClickHouse } from '@muster/platform';
import { profileScopes } from '../domain/data-scope';
import { type Profile, type ProfileRow, toProfileRow } from '../domain/profile-row';
import type { Checked } from '../domain/row-problem';
import { checkProfile } from '../reading/check-profile';
import { profileShape } from '../reading/csv-shapes';
import { type Name, type NamedUid, nameKey } from '../registry/domain/name';
import { otherNames } from '../registry/domain/profile-names';
import { IdentityRegistry } from '../registry/identity-registry.repository';
import { DataGenerations } from './data-generations';
import { type ContestedNames, FileConflicts } from './file-conflicts';
import type {
  Attempt,
  FileLanding,
  NumberedRow,
  ResolvedUsers,
  Resolving,
  RowContext,
} from './file-landing.port';
import { identityConflict } from './identity-conflict';
import { landingSettings } from './landing-settings';
import { MergedUsers } from './merged-users';
import { StagingRepository } from './staging.repository';
import { ROWS_OF_PART, UIDS_OF_PART, type UserPart, UserParts } from './user-parts';

/** Profiles whose identities are claimed in one transaction, under the lock of the organisation's counter: some 0.1 s. */
const PROFILES_PER_PAGE = 5_000;

/** Attributes of a part that take more are sorted on disk. */
const SORT_IN_MEMORY_BYTES = 256 * 1024 * 1024;

interface StagedProfile {
  readonly row: number;
  readonly line: number;
  readonly entity_id: string;
  readonly account_ids: readonly string[];
  readonly device_ids: readonly string[];
}

/** Files of users → identities, attributes, and last `users`: a user becomes known when everything else is there. */
@Injectable()
export class ProfileLanding implements FileLanding<ProfileRow> {
  readonly shapeOf = profileShape;

  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly staging: StagingRepository,
    private readonly registry: IdentityRegistry,
    private readonly merged: MergedUsers,
    private readonly generations: DataGenerations,
    private readonly conflicts: FileConflicts,
    private readonly parts: UserParts,
  ) {}

  check(raw: unknown, { values }: RowContext): Checked<ProfileRow> {
    const record = checkProfile(raw);
    return record.ok ? toProfileRow(record.row, values) : record;
  }

  async stage(attempt: Attempt, rows: readonly NumberedRow<ProfileRow>[]): Promise<void> {
    const profiles = rows.map(({ row, line, content: { profile } }): StagedProfile => ({
      row,
      line,
      entity_id: profile.entityId,
      account_ids: profile.accountIds,
      device_ids: profile.deviceIds,
    }));
    const attributes = rows.flatMap(({ row, content }) =>
      content.attributes.map((attribute) => ({ row, ...attribute })),
    );
    await this.staging.add('staged_profiles', attempt.id, profiles);
    await this.staging.add('staged_attributes', attempt.id, attributes);
  }

  /**
   * Claims identities page by page, each in a transaction of its own: one for the whole file would lock the organisation's counter
   * for 10 s a million users, and every new name that topics bring would wait.
   *
   * An import that a conflict gives up must claim nothing, so there conflicts are looked for first. One that arises in between, because
   * someone else has claimed an account meanwhile, gives the import up, too; what has been claimed by then stays with the
   * users that the file named, who do not become known by that.
   */
  async resolve(attempt: Attempt, resolving: Resolving): Promise<ResolvedUsers> {
    if (resolving.allOrNothing) {
      await this.rejectConflicts(attempt, resolving);
      resolving.settle();
    }
    for await (const page of this.profilesOf(attempt.id)) {
      await this.claim(attempt, page, resolving);
      resolving.settle();
    }
    // Claims are made under the registry's lock: nothing that merges later concerns them.
    return { mergeMark: 0 };
  }

  async land(attempt: Attempt): Promise<void> {
    const { organisation, id } = attempt;
    await this.staging.landNames(id, organisation);
    await this.merged.followPending(organisation);
    const parts = await this.parts.of(id);
    await this.generations.countStagedAfter(attempt, 'attribute', async () => {
      for (const part of parts) await this.landAttributes(attempt, part);
    });
    await this.generations.countAfter(organisation, profileScopes([]), async () => {
      for (const part of parts) await this.landUsers(attempt, part);
    });
  }

  private landAttributes({ organisation, id, version }: Attempt, part: UserPart): Promise<unknown> {
    return this.clickhouse.command(
      `INSERT INTO user_attributes
         (organisation, attribute, uid, text, number, boolean, time, list, is_list, version, deleted)
       SELECT {organisation:UUID}, a.attribute, u.uid, a.text, a.number, a.boolean, a.time, a.list, a.is_list,
              {version:UInt64}, a.deleted
       FROM (SELECT * FROM staged_attributes WHERE ${ROWS_OF_PART}) AS a
       INNER JOIN (${UIDS_OF_PART}) AS u USING (row)
       ORDER BY a.row DESC
       LIMIT 1 BY u.uid, a.attribute`,
      { organisation, attempt: id, version, ...part },
      { settings: { ...landingSettings, max_bytes_before_external_sort: SORT_IN_MEMORY_BYTES } },
    );
  }

  private landUsers({ organisation, id, version }: Attempt, part: UserPart): Promise<unknown> {
    return this.clickhouse.command(
      `INSERT INTO users (organisation, uid, entity_id, version)
       SELECT {organisation:UUID}, u.uid, any(p.entity_id), {version:UInt64}
       FROM (SELECT row, entity_id FROM staged_profiles WHERE ${ROWS_OF_PART}) AS p
       INNER JOIN (${UIDS_OF_PART}) AS u USING (row)
       GROUP BY u.uid`,
      { organisation, attempt: id, version, ...part },
      { settings: landingSettings },
    );
  }

  /** Rejects rows whose accounts and devices belong to others, in the registry or earlier in the file. */
  private async rejectConflicts(attempt: Attempt, resolving: Resolving): Promise<void> {
    const contested = await this.conflicts.contested(attempt.id);
    for await (const page of this.profilesOf(attempt.id)) {
      const claims = await this.registry.preview(attempt.organisation, page.map(profileOf));
      for (const [at, profile] of page.entries()) {
        const claim = claims[at];
        const taken = claim?.ok === false ? claim.conflict.name : takenEarlier(profileOf(profile), contested);
        if (taken) await resolving.reject({ ...profile, problem: identityConflict({ name: taken }) });
      }
    }
  }

  private async claim(attempt: Attempt, page: readonly StagedProfile[], resolving: Resolving): Promise<void> {
    const claims = await this.registry.claim(attempt.organisation, page.map(profileOf));
    const names: NamedUid[] = [];
    const uids: { row: number; uid: number }[] = [];
    for (const [at, { row, line }] of page.entries()) {
      const claim = claims[at];
      if (claim?.ok) {
        names.push(...claim.names);
        uids.push({ row, uid: claim.uid });
      } else if (claim) {
        await resolving.reject({ row, line, problem: identityConflict(claim.conflict) });
      }
    }
    await this.staging.addNames(attempt.id, names);
    await this.staging.add('staged_uids', attempt.id, uids);
  }

  private async *profilesOf(attempt: string): AsyncGenerator<readonly StagedProfile[]> {
    for (let after = 0; ;) {
      const page = await this.clickhouse.query<StagedProfile>(
        `SELECT row, line, entity_id, account_ids, device_ids FROM staged_profiles
         WHERE attempt = {attempt:UUID} AND row > {after:UInt64}
         ORDER BY row LIMIT ${PROFILES_PER_PAGE}`,
        { attempt, after },
      );
      const last = page.at(-1);
      if (last === undefined) return;
      yield page;
      after = last.row;
    }
  }
}

function profileOf({ entity_id, account_ids, device_ids }: StagedProfile): Profile {
  return { entityId: entity_id, accountIds: account_ids, deviceIds: device_ids };
}

/** The first of a profile's names that an earlier row of the file gives to another user. */
function takenEarlier(profile: Profile, contested: ContestedNames): Name | undefined {
  if (contested.size === 0) return undefined;
  return otherNames(profile).find((name) => {
    const owner = contested.get(nameKey(name));
    return owner !== undefined && owner !== profile.entityId;
  });
}
