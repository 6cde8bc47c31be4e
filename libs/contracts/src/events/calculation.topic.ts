import { z } from 'zod';
import { defineEvent } from '../envelope/define-event';
import { defineTopic } from '../envelope/define-topic';
import { planSchema } from '../plan/plan';
import { audienceId, count, instant, localDate, organisationId, runId, snapshotId } from './common';

export const calculationTopic = defineTopic({
  name: 'audience.calculation.v1',
  summary: 'Work for calculators',
  cleanup: 'delete',
  // With the run and the piece alone, a piece that is given away would wait behind the dead worker's partition.
  key: 'run and piece, and the attempt from the second one on',
  partitions: 12,
  commonFields: ['plan'],
  events: [
    defineEvent(
      'audience.calculation.requested.v1',
      'A run, or a piece of one, is to be calculated; everything that a retry needs is pinned here',
      z.object({
        organisationId,
        audienceId,
        definitionVersion: z.number().int().positive(),
        runId,
        runSeq: z.number().int().positive(),
        /** This piece, from 0, and how many there are. */
        piece: z.number().int().nonnegative(),
        pieces: z.number().int().positive(),
        asOf: instant,
        businessDate: localDate,
        plan: planSchema,
        /** The published snapshots of each audience that the plan reads: plan input parameter → snapshot ids. */
        inputs: z.record(z.string(), z.array(snapshotId).min(1)),
        /**
         * How many members each of these results has, by the same parameters. Whoever calculates compares them with what is there: a
         * snapshot that is gone would be nobody. An input that is left out is not compared.
         */
        inputMembers: z.record(z.string(), count).optional(),
        /** Rows that the run may read at most, over all its pieces; unlimited when left out. */
        readBudgetRows: count.optional(),
        /** How often the piece has been given to a worker, this time included; 1 when left out. */
        attempt: z.number().int().positive().optional(),
        /** Whoever calculates says so at least every third of this time, else the piece is given to another; no lease when left out. */
        leaseSeconds: z.number().positive().optional(),
      }),
    ),
  ],
});
