import { attributeValue, count, explainedWindow, instant, localDate } from '@muster/contracts';
import { z } from 'zod';

/** The rows that evidence statements give; what a statement gives and these do not expect is a mistake of the compiler. */
export const valueRow = z.object({ value: attributeValue.nullable() });

export const datedValueRow = valueRow.extend({ valueDate: localDate });

export const measureRow = z.object({
  value: z.string().nullable(),
  events: count,
  firstEvent: instant,
  lastEvent: instant,
});

export const stepRow = z.object({ step: count, times: z.array(z.number().int()) });

export const windowRow = z
  .object({ firstDay: localDate.nullable(), lastDay: localDate.nullable(), since: instant.nullable() })
  .transform(({ firstDay, lastDay, since }) => explainedWindow.parse({ from: firstDay, to: lastDay, since }));
