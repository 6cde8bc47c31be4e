import type { CallExpression } from './call.expression';
import type { CastExpression } from './cast.expression';
import type { ColumnExpression } from './column.expression';
import type { EveryExpression } from './every.expression';
import type { InfixExpression } from './infix.expression';
import type { InputExpression } from './input.expression';
import type { IntegerExpression } from './integer.expression';
import type { KeptExpression } from './kept.expression';
import type { LambdaExpression } from './lambda.expression';
import type { PropertyColumnExpression } from './property-column.expression';
import type { RuntimeExpression } from './runtime.expression';
import type { StageExpression } from './stage.expression';
import type { ValueExpression } from './value.expression';
import type { VariableExpression } from './variable.expression';

/** An expression of a statement, as plain data. Nothing in it is SQL text that a user has written. */
export type Expression =
  | CallExpression
  | CastExpression
  | ColumnExpression
  | EveryExpression
  | InfixExpression
  | InputExpression
  | IntegerExpression
  | KeptExpression
  | LambdaExpression
  | PropertyColumnExpression
  | RuntimeExpression
  | StageExpression
  | ValueExpression
  | VariableExpression;
