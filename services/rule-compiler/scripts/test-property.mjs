#!/usr/bin/env node
// Compares plans with the reference evaluator on as many random rules as asked for:
//   npm run test:property -- --rules 20000 --seed 7
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE =
  'usage: npm run test:property -- [--rules <number, 1000 when left out>] [--seed <number, random when left out>]';

function fail(message) {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}

function parse() {
  try {
    return parseArgs({ options: { rules: { type: 'string' }, seed: { type: 'string' } } }).values;
  } catch (error) {
    return fail(error.message);
  }
}

function wholeNumber(name, text, least, most) {
  if (!/^\d{1,10}$/.test(text) || Number(text) < least || Number(text) > most) {
    fail(`--${name} is a whole number from ${least} to ${most}, not "${text}"`);
  }
  return text;
}

const { rules, seed } = parse();
const env = { MUSTER_TEST_ENGINES: 'clickhouse', ...process.env };
if (rules !== undefined) env.PROPERTY_RULES = wholeNumber('rules', rules, 1, 10_000_000);
if (seed !== undefined) env.PROPERTY_SEED = wholeNumber('seed', seed, 0, 2 ** 31 - 1);

const root = fileURLToPath(new URL('../../..', import.meta.url));
const suite = 'services/rule-compiler/src/compiler/compile-rule.property';
const { status } = spawnSync(process.execPath, ['node_modules/jest/bin/jest.js', suite], {
  cwd: root,
  env,
  stdio: 'inherit',
});
process.exit(status ?? 1);
