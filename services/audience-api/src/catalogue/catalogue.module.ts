import { Module } from '@nestjs/common';
import { AuthenticationModule } from '../authentication/authentication.module';
import { CatalogueController } from './catalogue.controller';
import { CatalogueRepository } from './catalogue.repository';
import { ExtendCatalogue } from './extend-catalogue.use-case';

@Module({
  imports: [AuthenticationModule],
  controllers: [CatalogueController],
  providers: [CatalogueRepository, ExtendCatalogue],
  exports: [CatalogueRepository],
})
export class CatalogueModule {}
