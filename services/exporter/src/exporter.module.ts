import { Module } from '@nestjs/common';
import { ShutdownDeadline } from '@muster/platform';
import { ExportMembers } from './export/export-members.use-case';
import { ExportConsumer } from './export/export.consumer';
import { MemberFile } from './export/member-file';
import { MemberRepository } from './members/member.repository';

@Module({
  controllers: [ExportConsumer],
  providers: [ExportMembers, MemberFile, MemberRepository, ShutdownDeadline],
})
export class ExporterModule {}
