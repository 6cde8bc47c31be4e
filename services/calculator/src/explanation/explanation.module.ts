import { Module } from '@nestjs/common';
import { ShutdownDeadline } from '@muster/platform';
import { ConditionExaminer } from './condition-examiner';
import { ExplainUser } from './explain-user.use-case';
import { ExplanationConsumer } from './explanation.consumer';
import { KnownUserRepository } from './known-user.repository';
import { InputGuard } from '../snapshots/input-guard';

@Module({
  controllers: [ExplanationConsumer],
  providers: [ConditionExaminer, ExplainUser, InputGuard, KnownUserRepository, ShutdownDeadline],
})
export class ExplanationModule {}
