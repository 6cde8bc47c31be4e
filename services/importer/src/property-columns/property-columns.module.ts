import { Module } from '@nestjs/common';
import { DeclaredTypesModule } from '../declared-types/declared-types.module';
import { CatalogueConsumer } from './catalogue.consumer';

/** Declared properties become columns of `events`. */
@Module({ imports: [DeclaredTypesModule], controllers: [CatalogueConsumer] })
export class PropertyColumnsModule {}
