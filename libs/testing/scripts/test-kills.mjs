#!/usr/bin/env node
// Kills and freezes services and engines at random while everything is at work, as often as asked for:
//   npm run test:kills -- --kills 100 --seed 7
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE =
  'usage: npm run test:kills -- [--kills <number, 10 when left out>] [--seed <number, random when left out>]';

function fail(message) {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}

function parse() {
  try {
    return parseArgs({ options: { kills: { type: 'string' }, seed: { type: 'string' } } }).values;
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

const { kills, seed } = parse();
const env = { ...process.env };
if (kills !== undefined) env.RANDOM_OUTAGES = wholeNumber('kills', kills, 1, 10_000);
if (seed !== undefined) env.RANDOM_OUTAGES_SEED = wholeNumber('seed', seed, 0, 2 ** 31 - 1);

const root = fileURLToPath(new URL('../../..', import.meta.url));
const suite = 'libs/testing/src/scenarios/random-outages';
const { status } = spawnSync(process.execPath, ['node_modules/jest/bin/jest.js', suite], {
  cwd: root,
  env,
  stdio: 'inherit',
});
process.exit(status ?? 1);
