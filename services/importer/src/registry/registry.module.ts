import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityRegistry } from './identity-registry.repository';
import { LandedRegistryRepository } from './landed-registry.repository';
import { MergesRepository } from './merges.repository';
import { RegistryGuard } from './registry-guard';
import { RegistryRecovery } from './registry-recovery';
import { UidMergeEntity } from './uid-merge.entity';

@Module({
  imports: [TypeOrmModule.forFeature([UidMergeEntity])],
  providers: [IdentityRegistry, LandedRegistryRepository, MergesRepository, RegistryGuard, RegistryRecovery],
  exports: [IdentityRegistry, MergesRepository, RegistryGuard],
})
export class RegistryModule {}
