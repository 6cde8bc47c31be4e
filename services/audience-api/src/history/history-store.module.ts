import { Module } from '@nestjs/common';
import { HistoryRepository } from './history.repository';
import { Results } from './results';

/** Apart from the feature, so that readers of members find past results without its controllers. */
@Module({ providers: [HistoryRepository, Results], exports: [HistoryRepository, Results] })
export class HistoryStoreModule {}
