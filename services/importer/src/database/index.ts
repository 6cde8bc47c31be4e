import type { PostgresSchema } from '@muster/platform';
import { DeclaredTypesEntity } from '../declared-types/declared-types.entity';
import { ImportJobEntity } from '../import-file/import-job.entity';
import { OrganisationEntity } from '../organisations/organisation.entity';
import { IdentityEntity } from '../registry/identity.entity';
import { UidCounterEntity } from '../registry/uid-counter.entity';
import { UidMergeEntity } from '../registry/uid-merge.entity';
import { Importer1763942400000 } from './1763942400000-importer';
import { CancelledImports1764140000000 } from './1764140000000-cancelled-imports';
import { RegistryChanges1764150000000 } from './1764150000000-registry-changes';
import { Values1764170000000 } from './1764170000000-values';

/** What the importer owns in Postgres. Its events need no outbox: a request is acknowledged after its answer is published. */
export const importerPostgres: PostgresSchema = {
  schema: 'importer',
  entities: [
    IdentityEntity,
    UidCounterEntity,
    UidMergeEntity,
    OrganisationEntity,
    ImportJobEntity,
    DeclaredTypesEntity,
  ],
  migrations: [
    Importer1763942400000,
    CancelledImports1764140000000,
    RegistryChanges1764150000000,
    Values1764170000000,
  ],
  outbox: false,
};
