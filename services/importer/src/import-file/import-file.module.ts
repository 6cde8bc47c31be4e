import { Module } from '@nestjs/common';
import { LandingModule } from '../landing/landing.module';
import { ImportEventsPublisher } from './import-events.publisher';
import { ImportFileUseCase } from './import-file.use-case';
import { ImportJobsRepository } from './import-jobs.repository';
import { ImportConsumer } from './import.consumer';

@Module({
  imports: [LandingModule],
  controllers: [ImportConsumer],
  providers: [ImportFileUseCase, ImportJobsRepository, ImportEventsPublisher],
})
export class ImportFileModule {}
