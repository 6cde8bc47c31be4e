import { Module } from '@nestjs/common';
import { AudienceStoreModule } from '../audiences/audience-store.module';
import { AuthenticationModule } from '../authentication/authentication.module';
import { RunsModule } from '../runs/runs.module';
import { DeleteAudience } from './delete-audience.use-case';
import { DependenciesController } from './dependencies.controller';
import { DependencyStoreModule } from './dependency-store.module';
import { ReadDependencies } from './read-dependencies.use-case';

@Module({
  imports: [AudienceStoreModule, AuthenticationModule, DependencyStoreModule, RunsModule],
  controllers: [DependenciesController],
  providers: [DeleteAudience, ReadDependencies],
})
export class DependenciesModule {}
