import { Module } from '@nestjs/common';
import { AudienceStoreModule } from '../audiences/audience-store.module';
import { AudiencesModule } from '../audiences/audiences.module';
import { AuthenticationModule } from '../authentication/authentication.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { RunsModule } from '../runs/runs.module';
import { NewEpoch } from './new-epoch';
import { ReconcileStream } from './reconcile-stream.use-case';
import { SetStream } from './set-stream.use-case';
import { StreamsController } from './streams.controller';

@Module({
  imports: [AudienceStoreModule, AudiencesModule, AuthenticationModule, IdempotencyModule, RunsModule],
  controllers: [StreamsController],
  providers: [NewEpoch, ReconcileStream, SetStream],
})
export class StreamsModule {}
