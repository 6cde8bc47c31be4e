import { Module } from '@nestjs/common';
import { CatalogueConsumer } from './catalogue.consumer';

/** Declared properties become columns of `events`. */
@Module({ controllers: [CatalogueConsumer] })
export class PropertyColumnsModule {}
