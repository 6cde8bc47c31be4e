import { behaviorCases } from './golden-cases/behavior.cases.fixture';
import { conditionCases } from './golden-cases/condition.cases.fixture';
import type { GoldenCase } from './golden-cases/golden-case.fixture';
import { maskCases } from './golden-cases/mask.cases.fixture';
import { measureCases } from './golden-cases/measure.cases.fixture';
import { sequenceCases } from './golden-cases/sequence.cases.fixture';

/** At least one case for each kind of condition and each decision of a pass. */
export const goldenCases: readonly GoldenCase[] = [
  ...conditionCases,
  ...behaviorCases,
  ...measureCases,
  ...sequenceCases,
  ...maskCases,
];
