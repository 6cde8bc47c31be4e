import { Module } from '@nestjs/common';
import { AuthenticationModule } from '../authentication/authentication.module';
import { CatalogueController } from './catalogue.controller';
import { CatalogueRepository } from './catalogue.repository';
import { ExtendCatalogue } from './extend-catalogue.use-case';
import { MistypedValuesRepository } from './mistyped-values.repository';
import { ReadCatalogue } from './read-catalogue.use-case';
import { ValuesConsumer } from './values.consumer';

@Module({
  imports: [AuthenticationModule],
  controllers: [CatalogueController, ValuesConsumer],
  providers: [CatalogueRepository, ExtendCatalogue, MistypedValuesRepository, ReadCatalogue],
  exports: [CatalogueRepository, MistypedValuesRepository],
})
export class CatalogueModule {}
