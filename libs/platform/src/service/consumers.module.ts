import { Inject, Module, type BeforeApplicationShutdown, type DynamicModule } from '@nestjs/common';
import { EventStrategy } from '../transport/event-strategy';

/** Stops consuming in the middle one of Nest's shutdown hooks: the first has told handlers to hurry, nothing is closed yet. */
@Module({})
export class ConsumersModule implements BeforeApplicationShutdown {
  constructor(@Inject(EventStrategy) private readonly strategy: EventStrategy) {}

  static register(strategy: EventStrategy): DynamicModule {
    return {
      module: ConsumersModule,
      providers: [{ provide: EventStrategy, useValue: strategy }],
    };
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.strategy.close();
  }
}
