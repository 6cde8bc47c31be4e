import { topics } from '@muster/contracts';
import { createEvent } from './create-event';

const organisationId = '7a1c2f0e-5a5e-4a67-9a3d-1f3f0d6f7a10';
const about = { organisationId, audienceId: organisationId, definitionVersion: 1, ruleHash: 'h' };
const diagnostic = { code: 'c', pointer: '', message: 'm' };
const later = { addedLater: true };

/** Data in a variable of its own: TypeScript refuses unknown fields in literals only. */
function rejected(data: typeof about & { diagnostics: (typeof diagnostic)[] }) {
  return createEvent(topics.plan, {
    type: 'audience.plan.rejected.v1',
    service: 'test',
    organisationId,
    subject: 'x',
    key: 'x',
    identity: ['x'],
    data,
  });
}

describe('createEvent', () => {
  it('takes what the contract says', () => {
    const data = { ...about, diagnostics: [diagnostic] };
    expect(rejected(data)).toMatchObject({ type: 'audience.plan.rejected.v1', data });
  });

  it('refuses fields that the contract does not have, wherever they are', () => {
    expect(() => rejected({ ...about, diagnostics: [diagnostic], ...later })).toThrow(
      'has no field /addedLater',
    );
    const nested = { ...about, diagnostics: [diagnostic, { ...diagnostic, ...later }] };
    expect(() => rejected(nested)).toThrow(
      'audience.plan.rejected.v1 has no field /diagnostics/1/addedLater',
    );
  });

  it('lets fields pass that are undefined: JSON does not carry them', () => {
    const data = { ...about, diagnostics: [diagnostic], absent: undefined };
    expect(rejected(data).data).toEqual({ ...about, diagnostics: [diagnostic] });
  });

  it('refuses data that breaks the contract', () => {
    expect(() => rejected({ ...about, diagnostics: [] })).toThrow('diagnostics');
  });
});
