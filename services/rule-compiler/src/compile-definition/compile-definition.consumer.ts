import { Controller } from '@nestjs/common';
import { type TopicEvent, topics } from '@muster/contracts';
import { EventPublisher, type GivenUp, givenUpFailure, OnEvent, OnGivenUp } from '@muster/platform';
import { compileDefinition, rejectDefinition } from './compile-definition.use-case';

type DefinitionEvent = TopicEvent<typeof topics.definition>;

/** Compiles every definition version. Stateless: everything that the compiler needs is in the event. */
@Controller()
export class CompileDefinitionConsumer {
  constructor(private readonly publisher: EventPublisher) {}

  @OnEvent(topics.definition)
  async handle(event: DefinitionEvent): Promise<void> {
    switch (event.type) {
      case 'audience.definition.created.v1':
      case 'audience.definition.changed.v1':
        return this.publisher.publish(topics.plan, [compileDefinition(event.data)]);
      case 'audience.definition.deleted.v1':
        // Nobody waits for a plan of it any more.
        return;
    }
  }

  @OnGivenUp(topics.definition)
  async giveUp(given: GivenUp<DefinitionEvent>): Promise<void> {
    if (given.event.type === 'audience.definition.deleted.v1') return;
    const failure = givenUpFailure('compiler.given-up', given);
    await this.publisher.publish(topics.plan, [
      rejectDefinition(given.event.data, [{ ...failure, pointer: '' }]),
    ]);
  }
}
