import { Module } from '@nestjs/common';
import { AudiencesRepository } from './audiences.repository';

/** The audiences in Postgres, apart from their HTTP routes: runs and audiences need each other's rows. */
@Module({ providers: [AudiencesRepository], exports: [AudiencesRepository] })
export class AudienceStoreModule {}
