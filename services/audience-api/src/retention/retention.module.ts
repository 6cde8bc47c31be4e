import { Module } from '@nestjs/common';
import { AuthenticationModule } from '../authentication/authentication.module';
import { RetentionController } from './retention.controller';
import { RetentionRepository } from './retention.repository';
import { RetentionSchedule } from './retention-schedule';
import { RetireResults } from './retire-results.use-case';

@Module({
  imports: [AuthenticationModule],
  controllers: [RetentionController],
  providers: [RetentionRepository, RetentionSchedule, RetireResults],
})
export class RetentionModule {}
