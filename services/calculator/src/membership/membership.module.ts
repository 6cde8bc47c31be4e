import { Module } from '@nestjs/common';
import { ShutdownDeadline } from '@muster/platform';
import { ChangePublisher } from './change-publisher';
import { ManifestPublisher } from './manifest-publisher';
import { MembershipConsumer } from './membership.consumer';
import { MembershipRepository } from './membership.repository';
import { StreamMembership } from './stream-membership.use-case';
import { StreamPositionsRepository } from './stream-positions.repository';

@Module({
  controllers: [MembershipConsumer],
  providers: [
    ChangePublisher,
    ManifestPublisher,
    MembershipRepository,
    ShutdownDeadline,
    StreamMembership,
    StreamPositionsRepository,
  ],
})
export class MembershipModule {}
