import type { QueryOptions, QueryParameters } from '@muster/platform';
import { landingSettings } from './landing-settings';

const TURNS = 'FROM landing_turns WHERE organisation = {organisation:UUID}';

/** The right to land events of an organisation, as a condition of the statements that do. */
export class LandingTurn {
  /** SQL that is true, or fails the statement when somebody else has taken a turn since. */
  readonly condition = `throwIf((SELECT max(turn).2 ${TURNS}) != {holder:UUID}, 'the turn has gone to another importer') = 0`;
  readonly parameters: QueryParameters;
  /** With an id by which the next in turn finds the statement. */
  readonly options: QueryOptions;

  /** @param prefix of the ids of all statements of the organisation's turns. */
  constructor(
    readonly organisation: string,
    readonly holder: string,
    prefix: string,
  ) {
    this.parameters = { organisation, holder };
    this.options = { queryId: `${prefix}${holder}`, settings: landingSettings };
  }
}
