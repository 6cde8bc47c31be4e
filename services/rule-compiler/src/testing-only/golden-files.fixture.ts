import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '@muster/contracts';
import { isValidRegex } from '@muster/platform';
import { compileRule } from '../compiler/compile-rule';
import type { Expression } from '../compiler/expression/expression';
import type { Stage } from '../compiler/passes/staged-plan';
import { planRule } from '../compiler/plan-rule';
import { Parameters } from '../compiler/render/parameters';
import { renderExpression } from '../compiler/render/render-expression';
import type { GoldenCase } from './golden-cases/golden-case.fixture';
import { goldenEvaluation } from './golden-data.fixture';
import { readableJson } from './readable-json.fixture';

const FOLDER = join(__dirname, '../../golden');

/** Rewrites the expected files when set; the difference is then reviewed. */
const UPDATE = process.env['UPDATE_GOLDENS'] === '1';

type Ruled = Pick<GoldenCase, 'rule'>;

export function compileGolden({ rule }: Ruled): Plan {
  const { catalogue, timeZone } = goldenEvaluation;
  const compilation = compileRule({ rule, catalogue, timeZone, isValidRegex });
  if (!compilation.ok) throw new Error(JSON.stringify(compilation.diagnostics));
  return compilation.plan;
}

/** What a case's folder should hold: the rule, what it resolves to, how that is computed, and the SQL of it. */
export function goldenFiles(golden: GoldenCase): Readonly<Record<string, string>> {
  const { statement, parameters, stages, ...plan } = compileGolden(golden);
  return {
    'rule.json': readableJson(golden.rule),
    'plan.json': readableJson({ ...plan, ...planGolden(golden, stages) }),
    'query.sql': `${statement}\n`,
    'params.json': readableJson(parameters),
  };
}

/** The resolved rule, and its bitmaps as the passes have decided them. */
function planGolden({ rule }: Ruled, labels: Plan['stages']): object {
  const { catalogue, timeZone } = goldenEvaluation;
  const planning = planRule({ rule, catalogue, timeZone, isValidRegex });
  if (!planning.ok) throw new Error(JSON.stringify(planning.diagnostics));
  const { tree, staged } = planning;
  return {
    resolved: tree,
    stages: staged.stages.map((stage, index) => ({ ...labels[index], ...decisionOf(stage) })),
    result: inWords(staged.result),
  };
}

function decisionOf(stage: Stage): object {
  if (stage.kind === 'combine') return { bitmap: inWords(stage.bitmap) };
  return stage.mask ? { mask: stage.mask.id } : {};
}

function inWords(bitmap: Expression): string {
  return renderExpression(bitmap, new Parameters());
}

export function readGolden({ name }: GoldenCase, file: string, actual: string): string {
  const path = join(FOLDER, name, file);
  if (UPDATE) {
    mkdirSync(join(FOLDER, name), { recursive: true });
    writeFileSync(path, actual);
  }
  return readFileSync(path, 'utf8');
}

/** Folders of expected files, each of which should belong to a case. */
export function goldenFolders(): readonly string[] {
  return readdirSync(FOLDER);
}
