import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan, PlanStage } from '@muster/contracts';
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
import { roundStatements } from './round-statements.fixture';

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
export async function goldenFiles(golden: GoldenCase): Promise<Readonly<Record<string, string>>> {
  const plan = compileGolden(golden);
  const { parameters, stages, result, ...rest } = plan;
  return {
    'rule.json': readableJson(golden.rule),
    'plan.json': readableJson({ ...rest, ...planGolden(golden, stages), result }),
    'query.sql': (await roundStatements(plan)).map((statement) => `${statement};\n`).join('\n'),
    'kept.sql': keptSql(stages),
    'params.json': readableJson(parameters),
  };
}

/** The resolved rule, and its bitmaps as the passes have decided them. */
function planGolden({ rule }: Ruled, rendered: readonly PlanStage[]): object {
  const { catalogue, timeZone } = goldenEvaluation;
  const planning = planRule({ rule, catalogue, timeZone, isValidRegex });
  if (!planning.ok) throw new Error(JSON.stringify(planning.diagnostics));
  const { tree, staged } = planning;
  return {
    resolved: tree,
    stages: staged.stages.map((stage, index) => ({ ...inShort(rendered[index]), ...decisionOf(stage) })),
  };
}

/** A stage without its texts. Keys are hashes of them. */
function inShort(stage: PlanStage | undefined): object {
  if (!stage) return {};
  const { id, label, pointer, leaf, values } = stage;
  return {
    ...{ id, label, pointer },
    ...(leaf && { keeps: { scopes: leaf.scopes, moments: leaf.moments } }),
    ...(values && { keepsValues: { columns: values.columns, moments: values.moments } }),
  };
}

/** What may be kept of the stages, and how they are read from it. */
function keptSql(stages: readonly PlanStage[]): string {
  const texts = stages.flatMap(({ id, select, leaf, values, rollup }) => [
    ...(leaf && leaf.select !== select ? [`-- ${id}: all users\n${leaf.select}\n`] : []),
    ...(values
      ? [
          `-- ${id}: values\n${values.select}\n`,
          `-- ${id}: from bitmaps\n${values.fromBitmaps}\n`,
          `-- ${id}: from rows\n${values.fromRows}\n`,
          ...Object.entries(values.fromBins ?? {}).map(
            ([part, text]) => `-- ${id}: from bins, ${part}\n${text}\n`,
          ),
        ]
      : []),
    ...(rollup
      ? [`-- ${id}: days rolled up\n${rollup.source}\n`, `-- ${id}: from rollups\n${rollup.select}\n`]
      : []),
  ]);
  return texts.join('\n');
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
