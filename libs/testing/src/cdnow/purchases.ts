import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One order of the CDNOW data; see `../../data/README.md`. */
export interface Purchase {
  readonly customer: string;
  /** Local date, `YYYY-MM-DD`. */
  readonly date: string;
  readonly quantity: number;
  /** Money in cents: the tests' own evaluation adds whole numbers, so it is exact without the product's decimals. */
  readonly cents: number;
}

/** The zone of the shop: the data has local dates, on both sides of four changes between summer and winter time. */
export const CDNOW_TIME_ZONE = 'Europe/London';

export async function readPurchases(): Promise<Purchase[]> {
  const packed = await readFile(join(__dirname, '..', '..', 'data', 'cdnow.csv.gz'));
  const [, ...lines] = gunzipSync(packed).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [customer = '', date = '', quantity = '', amount = ''] = line.split(',');
    const [whole = '', fraction = ''] = amount.split('.');
    return {
      customer,
      date,
      quantity: Number(quantity),
      cents: Number(whole) * 100 + Number(fraction.padEnd(2, '0')),
    };
  });
}
