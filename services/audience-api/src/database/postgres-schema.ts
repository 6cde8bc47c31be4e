import type { PostgresSchema } from '@muster/platform';
import { AudienceEntity } from '../audiences/audience.entity';
import { DefinitionVersionEntity } from '../audiences/definition-version.entity';
import { AccessTokenEntity } from '../authentication/access-token.entity';
import { CatalogueEntity } from '../catalogue/catalogue.entity';
import { MistypedValuesEntity } from '../catalogue/mistyped-values.entity';
import { AudienceReferenceEntity } from '../dependencies/audience-reference.entity';
import { ExplanationEntity } from '../explanations/explanation.entity';
import { EstimateEntity } from '../estimates/estimate.entity';
import { ExportEntity } from '../exports/export.entity';
import { IdempotencyKeyEntity } from '../idempotency/idempotency-key.entity';
import { ImportEntity } from '../imports/import.entity';
import { OrganisationEntity } from '../organisations/organisation.entity';
import { RunPieceEntity } from '../runs/run-piece.entity';
import { RunEntity } from '../runs/run.entity';
import { Initial1763942400000 } from './migrations/1763942400000-initial';
import { Estimates1763946000000 } from './migrations/1763946000000-estimates';
import { Explanations1763949600000 } from './migrations/1763949600000-explanations';
import { HeldRuns1764036000000 } from './migrations/1764036000000-held-runs';
import { RunRecords1764039600000 } from './migrations/1764039600000-run-records';
import { QualityGates1764039600001 } from './migrations/1764039600001-quality-gates';
import { Streams1764050400000 } from './migrations/1764050400000-streams';
import { Leases1764061200000 } from './migrations/1764061200000-leases';
import { Schedule1764072000000 } from './migrations/1764072000000-schedule';
import { Dependencies1764075600000 } from './migrations/1764075600000-dependencies';
import { Retention1764082800000 } from './migrations/1764082800000-retention';
import { FiniteRetention1764110000000 } from './migrations/1764110000000-finite-retention';
import { WaitingImports1764130000000 } from './migrations/1764130000000-waiting-imports';
import { CancelledImports1764140000000 } from './migrations/1764140000000-cancelled-imports';
import { Values1764170000000 } from './migrations/1764170000000-values';
import { PublicationPolicies1764100000000 } from './migrations/1764100000000-publication-policies';
import { StartedRuns1764100000001 } from './migrations/1764100000001-started-runs';
import { CanonicalTimeZones1764100000002 } from './migrations/1764100000002-canonical-time-zones';
import { SCHEMA } from './schema';

/** Everything that lies in the service's Postgres schema. */
export const audienceApiSchema: PostgresSchema = {
  schema: SCHEMA,
  entities: [
    AccessTokenEntity,
    AudienceEntity,
    AudienceReferenceEntity,
    CatalogueEntity,
    DefinitionVersionEntity,
    ExplanationEntity,
    EstimateEntity,
    ExportEntity,
    IdempotencyKeyEntity,
    ImportEntity,
    MistypedValuesEntity,
    OrganisationEntity,
    RunEntity,
    RunPieceEntity,
  ],
  migrations: [
    Initial1763942400000,
    Estimates1763946000000,
    Explanations1763949600000,
    HeldRuns1764036000000,
    RunRecords1764039600000,
    QualityGates1764039600001,
    Streams1764050400000,
    Leases1764061200000,
    Schedule1764072000000,
    Dependencies1764075600000,
    Retention1764082800000,
    FiniteRetention1764110000000,
    WaitingImports1764130000000,
    CancelledImports1764140000000,
    Values1764170000000,
    PublicationPolicies1764100000000,
    StartedRuns1764100000001,
    CanonicalTimeZones1764100000002,
  ],
  outbox: true,
};
