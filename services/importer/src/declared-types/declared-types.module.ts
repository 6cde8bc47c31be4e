import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DeclaredTypesEntity } from './declared-types.entity';
import { DeclaredTypesRepository } from './declared-types.repository';

/** What organisations have declared. */
@Module({
  imports: [TypeOrmModule.forFeature([DeclaredTypesEntity])],
  providers: [DeclaredTypesRepository],
  exports: [DeclaredTypesRepository],
})
export class DeclaredTypesModule {}
