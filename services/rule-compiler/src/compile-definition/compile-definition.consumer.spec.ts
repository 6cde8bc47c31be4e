import { type CloudEvent, emptyCatalogue, topics } from '@muster/contracts';
import { createEvent, EventPublisher, PermanentError } from '@muster/platform';
import { CompileDefinitionConsumer } from './compile-definition.consumer';

class Publisher extends EventPublisher {
  readonly events: CloudEvent[] = [];

  override async publish(_topic: unknown, events: readonly CloudEvent[]): Promise<void> {
    this.events.push(...events);
  }
}

const audienceId = '0b4f62a4-5d3c-4f6e-8f0a-6a1f2f9b7c11';
const organisationId = '7d1a4f0e-3c52-4a66-9a0b-0d7a52a0c001';
const about = { organisationId, audienceId, definitionVersion: 3, ruleHash: 'h' };
const event = createEvent(topics.definition, {
  type: 'audience.definition.created.v1',
  service: 'audience-api',
  organisationId,
  subject: audienceId,
  key: audienceId,
  identity: [audienceId, 3],
  data: {
    ...about,
    rule: { kind: 'tag', tag: 'vip', match: { op: 'has' } },
    catalogue: emptyCatalogue,
    timeZone: 'Europe/London',
  },
});

it.each([
  [new Error('a mistake in the compiler'), 'compiler.given-up', event.id],
  [
    new PermanentError('compiler.test', 'cannot ever be compiled'),
    'compiler.test',
    'cannot ever be compiled',
  ],
])('rejects a definition whose compilation is given up: %s', async (error, code, said) => {
  const publisher = new Publisher();
  const consumer = new CompileDefinitionConsumer(publisher);
  const given = { event, code: 'handler.failed', attempts: 6, error };
  await consumer.giveUp(given);
  await consumer.giveUp(given);
  const [rejected, again] = publisher.events;
  expect(rejected).toMatchObject({
    type: 'audience.plan.rejected.v1',
    partitionkey: audienceId,
    data: { ...about, diagnostics: [{ code, pointer: '', message: expect.stringContaining(said) }] },
  });
  expect(again!.id).toBe(rejected!.id);
});
