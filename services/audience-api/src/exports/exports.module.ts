import { Module } from '@nestjs/common';
import { AudienceStoreModule } from '../audiences/audience-store.module';
import { AuthenticationModule } from '../authentication/authentication.module';
import { ChangesModule } from '../changes/changes.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { RunsModule } from '../runs/runs.module';
import { ExportConsumer } from './export.consumer';
import { ExportsController } from './exports.controller';
import { ExportsRepository } from './exports.repository';
import { FollowExport } from './follow-export.use-case';
import { ReadExports } from './read-exports.use-case';
import { RequestExport } from './request-export.use-case';

@Module({
  imports: [AudienceStoreModule, AuthenticationModule, ChangesModule, IdempotencyModule, RunsModule],
  controllers: [ExportsController, ExportConsumer],
  providers: [ExportsRepository, FollowExport, ReadExports, RequestExport],
})
export class ExportsModule {}
