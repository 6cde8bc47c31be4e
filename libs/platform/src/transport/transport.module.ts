import { Module, type BeforeApplicationShutdown, type DynamicModule } from '@nestjs/common';
import { DeadLetters } from './dead-letters.port';
import { EventPublisher } from './event-publisher.port';
import type { EventStrategy } from './event-strategy';
import type { Transport } from './transport';

/** Gives a service its publisher, and ends consumption before anything else of the service is closed. */
@Module({})
export class TransportModule {
  static register(transport: Transport, strategy: EventStrategy): DynamicModule {
    return {
      module: TransportModule,
      global: true,
      providers: [
        { provide: EventPublisher, useValue: transport.publisher },
        { provide: DeadLetters, useValue: transport.deadLetters },
        { provide: ConsumptionEnd, useValue: new ConsumptionEnd(strategy) },
      ],
      exports: [EventPublisher, DeadLetters],
    };
  }
}

/** Nest closes TypeORM in its last hook and microservices just before; handlers in hand still need both. */
class ConsumptionEnd implements BeforeApplicationShutdown {
  constructor(private readonly strategy: EventStrategy) {}

  async beforeApplicationShutdown(): Promise<void> {
    await this.strategy.close();
  }
}
