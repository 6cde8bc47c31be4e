import type { runtimeParameters } from '@muster/contracts';

/** A parameter that the calculator binds when it executes the plan. */
export interface RuntimeExpression {
  readonly kind: 'runtime';
  readonly name: keyof typeof runtimeParameters;
}

export const RuntimeExpression = (name: RuntimeExpression['name']): RuntimeExpression =>
  Object.freeze({ kind: 'runtime', name });
