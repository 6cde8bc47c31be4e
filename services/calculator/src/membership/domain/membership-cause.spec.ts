import { causeOf } from './membership-cause';

const version = (definitionVersion: number) => ({ definitionVersion });

test('nothing has happened to users when a stream begins', () => {
  expect(causeOf({ trigger: 'scheduled', ...version(3) }, undefined)).toEqual({
    reason: 'bootstrap',
    transition: false,
  });
});

test.each([
  ['created', 'manual'],
  ['manual', 'manual'],
  ['scheduled', 'scheduled'],
  ['import', 'import'],
  ['dependency', 'scheduled'],
] as const)('a run that was %s changes memberships as %s', (trigger, reason) => {
  expect(causeOf({ trigger, ...version(1) }, version(1))).toEqual({ reason, transition: true });
});

test('the baseline of a change shows what the change has not done', () => {
  const cause = causeOf({ trigger: 'definitionChanged', ...version(2) }, version(2));
  expect(cause.reason).toBe('manual');
  expect(causeOf({ trigger: 'definitionChanged', ...version(3) }, version(2)).reason).toBe(
    'definitionChanged',
  );
});

test('a definition that was never streamed is the reason, whatever the run was for', () => {
  const cause = causeOf({ trigger: 'scheduled', ...version(3) }, version(2));
  expect(cause).toEqual({ reason: 'definitionChanged', transition: true });
});
