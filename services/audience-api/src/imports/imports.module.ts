import { Module } from '@nestjs/common';
import { AuthenticationModule } from '../authentication/authentication.module';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { ChangesModule } from '../changes/changes.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { CancelImport } from './cancel-import.use-case';
import { CreateImport } from './create-import.use-case';
import { FollowImport } from './follow-import.use-case';
import { ImportConsumer } from './import.consumer';
import { ImportsController } from './imports.controller';
import { ImportsRepository } from './imports.repository';
import { ReadImports } from './read-imports.use-case';
import { StartImport } from './start-import.use-case';

@Module({
  imports: [AuthenticationModule, CatalogueModule, ChangesModule, IdempotencyModule],
  controllers: [ImportsController, ImportConsumer],
  providers: [CancelImport, CreateImport, FollowImport, ImportsRepository, ReadImports, StartImport],
})
export class ImportsModule {}
