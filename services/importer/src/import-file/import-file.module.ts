import { Module } from '@nestjs/common';
import { LandingModule } from '../landing/landing.module';
import { CancelImport } from './cancel-import.use-case';
import { CancellationConsumer } from './cancellation.consumer';
import { ImportEventsPublisher } from './import-events.publisher';
import { ImportFileUseCase } from './import-file.use-case';
import { ImportJobsRepository } from './import-jobs.repository';
import { ImportConsumer } from './import.consumer';

@Module({
  imports: [LandingModule],
  controllers: [ImportConsumer, CancellationConsumer],
  providers: [CancelImport, ImportFileUseCase, ImportJobsRepository, ImportEventsPublisher],
})
export class ImportFileModule {}
