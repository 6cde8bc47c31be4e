import { Module } from '@nestjs/common';
import { AudienceStoreModule } from '../audiences/audience-store.module';
import { AudienceReferencesRepository } from './audience-references.repository';
import { KeepReferences } from './keep-references';

/** Which audiences use which, apart from the HTTP routes. */
@Module({
  imports: [AudienceStoreModule],
  providers: [AudienceReferencesRepository, KeepReferences],
  exports: [AudienceReferencesRepository, KeepReferences],
})
export class DependencyStoreModule {}
