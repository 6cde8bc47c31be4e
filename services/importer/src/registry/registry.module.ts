import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityRegistry } from './identity-registry.repository';
import { MergesRepository } from './merges.repository';
import { UidMergeEntity } from './uid-merge.entity';

@Module({
  imports: [TypeOrmModule.forFeature([UidMergeEntity])],
  providers: [IdentityRegistry, MergesRepository],
  exports: [IdentityRegistry, MergesRepository],
})
export class RegistryModule {}
