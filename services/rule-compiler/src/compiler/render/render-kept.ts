import { createHash } from 'node:crypto';
import type { PlanLeaf, PlanValues } from '@muster/contracts';
import type { LeafRead, ValuesRead } from '../lower/statement';
import { Parameters } from './parameters';
import { renderExpression } from './render-expression';
import { renderScan } from './render-scan';
import { renderValues } from './render-values';

/** What may be kept of a leaf, under the plan's own parameters. */
export function renderLeaf({ scopes, scan }: LeafRead, parameters: Parameters): PlanLeaf {
  return { ...identityOf(scopes, (own) => renderScan(scan, own)), select: renderScan(scan, parameters) };
}

/** What may be kept of the values that a stage tests, under the plan's own parameters. */
export function renderValuesRead(
  { scopes, values, parameter, fromBitmaps, fromRows, fromBins: { decided, undecided } }: ValuesRead,
  parameters: Parameters,
): PlanValues {
  return {
    ...identityOf(scopes, (own) => renderValues(values, own)),
    select: renderValues(values, parameters),
    columns: [...values.columns],
    parameter,
    fromBitmaps: renderExpression(fromBitmaps, parameters),
    fromRows: renderScan(fromRows, parameters),
    fromBins: {
      ...(decided && { decided: renderExpression(decided, parameters) }),
      ...(undecided && { undecided: renderScan(undecided, parameters) }),
    },
  };
}

type Identity = Pick<PlanLeaf, 'key' | 'scopes' | 'moments'>;

/** Parameters have other names in every plan, so what is read is told from what it looks like alone. */
function identityOf(scopes: LeafRead['scopes'], render: (parameters: Parameters) => string): Identity {
  const own = new Parameters();
  const text = render(own);
  const key = createHash('sha256')
    .update(JSON.stringify([text, own.all()]))
    .digest('hex');
  const moments = (['asOf', 'businessDate'] as const).filter((name) => text.includes(`{${name}:`));
  return { key, scopes: [...scopes], moments };
}
