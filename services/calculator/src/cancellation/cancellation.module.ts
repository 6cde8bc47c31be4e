import { Module } from '@nestjs/common';
import { ShutdownDeadline } from '@muster/platform';
import { CancellationConsumer } from './cancellation.consumer';
import { Cancellations } from './cancellations';
import { CancelledWorkRepository } from './cancelled-work.repository';

@Module({
  controllers: [CancellationConsumer],
  providers: [Cancellations, CancelledWorkRepository, ShutdownDeadline],
  exports: [Cancellations],
})
export class CancellationModule {}
