import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OrganisationClocks } from './organisation-clocks';
import { OrganisationConsumer } from './organisation.consumer';
import { OrganisationEntity } from './organisation.entity';
import { OrganisationsRepository } from './organisations.repository';

@Module({
  imports: [TypeOrmModule.forFeature([OrganisationEntity])],
  controllers: [OrganisationConsumer],
  providers: [OrganisationsRepository, OrganisationClocks],
  exports: [OrganisationClocks],
})
export class OrganisationsModule {}
