import { Module } from '@nestjs/common';
import { RunsModule } from '../runs/runs.module';
import { HistoryRepository } from './history.repository';
import { Results } from './results';

/** Apart from the feature, so that readers of members find past results without its controllers. */
@Module({
  imports: [RunsModule],
  providers: [HistoryRepository, Results],
  exports: [HistoryRepository, Results],
})
export class HistoryStoreModule {}
