import { Module } from '@nestjs/common';
import { ImportFileModule } from './import-file/import-file.module';
import { IngestModule } from './ingest/ingest.module';
import { PropertyColumnsModule } from './property-columns/property-columns.module';

/** Lands users, behaviours and tags from files and topics, and keeps the registry of identities. */
@Module({ imports: [ImportFileModule, IngestModule, PropertyColumnsModule] })
export class ImporterModule {}
