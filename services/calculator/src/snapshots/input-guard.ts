import { Inject, Injectable } from '@nestjs/common';
import type { Failure } from '@muster/contracts';
import { ClickHouse, SERVICE_CONFIG } from '@muster/platform';
import type { CalculatorConfig } from '../calculator.config';
import { asCommonOwner } from '../engine/common-owner';
import { planSettings } from '../engine/plan-settings';
import type { QueryOwner } from '../engine/query-owner';
import { together } from '../engine/together';
import { lostInputs, type ReadResult } from './lost-inputs';

interface Asker {
  readonly organisationId: string;
  readonly inputs: readonly ReadResult[];
  readonly owner: QueryOwner;
}

type MembersBySnapshot = ReadonlyMap<string, number>;

/**
 * Compares results of audiences with what ClickHouse has of them before a plan reads them. Snapshots never change, but they can be gone:
 * an operator has restored an earlier day, or lost a part. A plan that reads a snapshot which is gone finds nobody in it, silently; in
 * a difference everybody gets in.
 *
 * Each piece asks, also for what another one has just found: between the two the engine may have been restored. Those who ask at a
 * time share a statement. Failures are those of `ClickHouse`.
 */
@Injectable()
export class InputGuard {
  private readonly countTogether = together<Asker, MembersBySnapshot>(
    ({ organisationId }) => organisationId,
    (askers) => this.countForAll(askers),
  );

  constructor(
    private readonly clickhouse: ClickHouse,
    @Inject(SERVICE_CONFIG) private readonly config: CalculatorConfig,
  ) {}

  /** @returns `calculation.input-lost` when a result has not all of its members; undefined when every one is whole. */
  async lossOf(
    organisationId: string,
    inputs: readonly ReadResult[],
    owner: QueryOwner,
  ): Promise<Failure | undefined> {
    const counted = inputs.filter(({ count }) => count !== undefined);
    if (counted.length === 0) return undefined;
    const found = await this.countTogether({ organisationId, inputs: counted, owner });
    const lost = lostInputs(counted, found);
    return lost === undefined ? undefined : { code: 'calculation.input-lost', message: lost };
  }

  private async countForAll(askers: readonly Asker[]): Promise<MembersBySnapshot[]> {
    const owners = askers.map(({ owner }) => owner);
    const inputs = askers.flatMap((asker) => asker.inputs);
    const organisation = askers[0]?.organisationId ?? '';
    const rows = await asCommonOwner(owners, (owner) =>
      this.clickhouse.query<{ id: string; members: number }>(
        `SELECT toString(snapshot) AS id, sum(card) AS members
         FROM snapshots
         WHERE organisation = {organisation:UUID} AND audience IN {audiences:Array(UUID)} AND snapshot IN {snapshots:Array(UUID)}
         GROUP BY snapshot`,
        {
          organisation,
          audiences: [...new Set(inputs.map(({ audienceId }) => audienceId))],
          snapshots: [...new Set(inputs.flatMap(({ snapshotIds }) => snapshotIds))],
        },
        { queryId: owner.queryId('inputs'), signal: owner.signal, settings: planSettings(this.config) },
      ),
    );
    const members = new Map(rows.map(({ id, members: count }) => [id, count]));
    return askers.map(() => members);
  }
}
