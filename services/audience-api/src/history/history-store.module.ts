import { Module } from '@nestjs/common';
import { HistoryRepository } from './history.repository';

/** Apart from the feature, so that readers of members find past results without its controllers. */
@Module({ providers: [HistoryRepository], exports: [HistoryRepository] })
export class HistoryStoreModule {}
