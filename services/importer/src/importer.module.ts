import { Module } from '@nestjs/common';
import { ImportFileModule } from './import-file/import-file.module';
import { IngestModule } from './ingest/ingest.module';

/** Lands users, behaviours and tags from files and topics, and keeps the registry of identities. */
@Module({ imports: [ImportFileModule, IngestModule] })
export class ImporterModule {}
