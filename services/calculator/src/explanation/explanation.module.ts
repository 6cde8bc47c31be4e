import { Module } from '@nestjs/common';
import { ShutdownDeadline } from '@muster/platform';
import { ConditionExaminer } from './condition-examiner';
import { ExplainUser } from './explain-user.use-case';
import { ExplanationConsumer } from './explanation.consumer';
import { KnownUserRepository } from './known-user.repository';

@Module({
  controllers: [ExplanationConsumer],
  providers: [ConditionExaminer, ExplainUser, KnownUserRepository, ShutdownDeadline],
})
export class ExplanationModule {}
