import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '@muster/contracts';
import { compileRule } from '../compiler/compile-rule';
import type { GoldenCase } from './golden-cases.fixture';
import { goldenEvaluation } from './golden-data.fixture';

const FOLDER = join(__dirname, '../../golden');

/** Rewrites the expected files when set; the difference is then reviewed. */
const UPDATE = process.env['UPDATE_GOLDENS'] === '1';

export function compileGolden({ rule }: Pick<GoldenCase, 'rule'>): Plan {
  const { catalogue, timeZone } = goldenEvaluation;
  const compilation = compileRule({ rule, catalogue, timeZone });
  if (!compilation.ok) throw new Error(JSON.stringify(compilation.diagnostics));
  return compilation.plan;
}

/** What a case's folder should hold: the rule, and the plan in parts that can be read. */
export function goldenFiles(golden: GoldenCase): Readonly<Record<string, string>> {
  const { statement, parameters, ...plan } = compileGolden(golden);
  return {
    'rule.json': json(golden.rule),
    'plan.json': json(plan),
    'query.sql': `${statement}\n`,
    'params.json': json(parameters),
  };
}

export function readGolden({ name }: GoldenCase, file: string, actual: string): string {
  const path = join(FOLDER, name, file);
  if (UPDATE) {
    mkdirSync(join(FOLDER, name), { recursive: true });
    writeFileSync(path, actual);
  }
  return readFileSync(path, 'utf8');
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
