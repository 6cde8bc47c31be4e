import { explanationParameters, runtimeParameters } from '@muster/contracts';

/** Parameters that the calculator binds when it executes a statement, by their types. */
export const boundLater = { ...runtimeParameters, ...explanationParameters } as const;

export interface RuntimeExpression {
  readonly kind: 'runtime';
  readonly name: keyof typeof boundLater;
}

export const RuntimeExpression = (name: RuntimeExpression['name']): RuntimeExpression =>
  Object.freeze({ kind: 'runtime', name });
