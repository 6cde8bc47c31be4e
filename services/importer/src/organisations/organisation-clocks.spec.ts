import { NotYetError, PermanentError } from '@muster/platform';
import { ZoneClock } from '../domain/zone-clock';
import { OrganisationClocks } from './organisation-clocks';
import type { OrganisationsRepository } from './organisations.repository';

const WAIT_MS = 5_000;

describe('OrganisationClocks', () => {
  let known: Map<string, ZoneClock>;
  let clocks: OrganisationClocks;

  beforeEach(() => {
    jest.useFakeTimers();
    known = new Map();
    const repository: Pick<OrganisationsRepository, 'clockOf'> = {
      clockOf: async (organisation) => known.get(organisation),
    };
    clocks = new OrganisationClocks(repository as OrganisationsRepository, { organisationWaitMs: WAIT_MS });
  });
  afterEach(() => jest.useRealTimers());

  const errorOf = async (organisation: string) => (await clocks.clockOf(organisation)).unknown;

  it('puts events of an unknown organisation back for a while, and gives them up then', async () => {
    const first = await errorOf('acme');
    expect(first).toBeInstanceOf(NotYetError);
    expect(first).toMatchObject({
      code: 'organisation.unknown',
      patienceMs: WAIT_MS,
      errors: [{ pointer: '/organisationId' }],
    });
    jest.advanceTimersByTime(WAIT_MS - 1_000);
    expect(await errorOf('acme')).toMatchObject({ patienceMs: 1_000 });
    jest.advanceTimersByTime(1_000);
    const last = await errorOf('acme');
    expect(last).toBeInstanceOf(PermanentError);
    expect(last).not.toBeInstanceOf(NotYetError);
  });

  it('decides at once for some time after that', async () => {
    await errorOf('acme');
    jest.advanceTimersByTime(WAIT_MS + 29_000);
    expect(await errorOf('acme')).not.toBeInstanceOf(NotYetError);
    jest.advanceTimersByTime(1_000);
    expect(await errorOf('acme')).toBeInstanceOf(NotYetError);
  });

  it('knows an organisation as soon as it is registered', async () => {
    await errorOf('acme');
    const clock = new ZoneClock('UTC');
    known.set('acme', clock);
    expect(await clocks.clockOf('acme')).toEqual({ clock });
  });

  it('waits for a hundred at a time: others are unknown at once', async () => {
    for (let number = 0; number < 100; number++) await errorOf(`stranger-${number}`);
    expect(await errorOf('acme')).not.toBeInstanceOf(NotYetError);
    expect(await errorOf('stranger-7')).toBeInstanceOf(NotYetError);
    jest.advanceTimersByTime(WAIT_MS + 30_000);
    expect(await errorOf('acme')).toBeInstanceOf(NotYetError);
  });
});
