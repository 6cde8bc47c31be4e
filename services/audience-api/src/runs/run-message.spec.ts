import type { RunResource } from '@muster/contracts';
import { messageId, runMessage } from './run-message';

const run = { id: 'r', state: 'running', failure: { code: 'c', message: 'line\nline' } } as RunResource;

test('a message is one event, whatever the run says', () => {
  const lines = runMessage(run).split('\n');
  expect(lines).toEqual([`id: ${messageId(run)}`, 'event: run', `data: ${JSON.stringify(run)}`, '', '']);
});

test('the id is that of the state, and no other state has it', () => {
  expect(messageId({ ...run })).toBe(messageId(run));
  expect(messageId({ ...run, state: 'completed' })).not.toBe(messageId(run));
});
