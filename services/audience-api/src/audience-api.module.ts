import { Module } from '@nestjs/common';
import { AudiencesModule } from './audiences/audiences.module';
import { CatalogueModule } from './catalogue/catalogue.module';
import { DependenciesModule } from './dependencies/dependencies.module';
import { ExplanationsModule } from './explanations/explanations.module';
import { EstimatesModule } from './estimates/estimates.module';
import { ExportsModule } from './exports/exports.module';
import { HistoryModule } from './history/history.module';
import { ImportsModule } from './imports/imports.module';
import { LivenessModule } from './liveness/liveness.module';
import { MembersModule } from './members/members.module';
import { OrganisationsModule } from './organisations/organisations.module';
import { PlansModule } from './plans/plans.module';
import { PublicationModule } from './publication/publication.module';
import { RetentionModule } from './retention/retention.module';
import { RunsModule } from './runs/runs.module';
import { ScheduleModule } from './schedule/schedule.module';
import { StreamsModule } from './streams/streams.module';

@Module({
  imports: [
    OrganisationsModule,
    CatalogueModule,
    AudiencesModule,
    DependenciesModule,
    EstimatesModule,
    RetentionModule,
    RunsModule,
    PlansModule,
    PublicationModule,
    LivenessModule,
    ScheduleModule,
    MembersModule,
    HistoryModule,
    StreamsModule,
    ExplanationsModule,
    ExportsModule,
    ImportsModule,
  ],
})
export class AudienceApiModule {}
