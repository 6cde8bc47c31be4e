import { PermanentError } from '../errors/errors';
import { givenUpFailure } from './given-up';
import { numbered, testTopic } from './test-events-spec';

const event = numbered(testTopic(), 'a', 1);

describe('givenUpFailure', () => {
  it('says what a permanent error says', () => {
    const error = new PermanentError('plan.not-one-row', 'the plan gave 2 rows');
    expect(givenUpFailure('calculation.given-up', { event, code: error.code, attempts: 1, error })).toEqual({
      code: 'plan.not-one-row',
      message: 'the plan gave 2 rows',
    });
  });

  it('does not say what nobody expected, but where to find it', () => {
    const error = new Error('password authentication failed for user "muster"');
    const given = { event, code: 'handler.failed', attempts: 6, error };
    expect(givenUpFailure('calculation.given-up', given)).toEqual({
      code: 'calculation.given-up',
      message: `given up after 6 attempts; the log and the dead letter of event ${event.id} say why`,
    });
  });
});
