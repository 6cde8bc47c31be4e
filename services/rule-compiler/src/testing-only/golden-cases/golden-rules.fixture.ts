import type { Rule } from '@muster/contracts';

export const vip = (...values: string[]): Rule => ({
  kind: 'tag',
  tag: 'vip_level',
  match: { op: 'in', values },
});

export const city = (value: string): Rule => ({ kind: 'attribute', attribute: 'city', op: 'eq', value });

export const purchases = { kind: 'behavior', app: 'shop', event: 'purchase' } as const;

export const last30Days = { type: 'last', n: 30, unit: 'day' } as const;
