// Writes the published JSON Schemas from the code, or with --check tells whether they are what the code says.
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const packageDirectory = fileURLToPath(new URL('..', import.meta.url));
const schemasDirectory = join(packageDirectory, 'schemas');

const wanted = await render();
const present = await readPresent();
const changed = [...wanted].filter(([file, text]) => present.get(file) !== text).map(([file]) => file);
const obsolete = [...present.keys()].filter((file) => !wanted.has(file));

if (process.argv.includes('--check')) {
  report();
} else {
  await write();
}

/** File name → text, formatted like everything else in the repository. */
async function render() {
  const { jsonSchemas } = loadContracts();
  const config = await resolveConfig(join(schemasDirectory, 'rule.schema.json'));
  const texts = Object.entries(jsonSchemas()).map(async ([file, document]) => [
    file,
    await format(JSON.stringify(document), { ...config, parser: 'json' }),
  ]);
  return new Map(await Promise.all(texts));
}

function loadContracts() {
  try {
    return createRequire(import.meta.url)('../dist/index.js');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    fail('libs/contracts is not built: run `npm run build` first.');
  }
}

async function readPresent() {
  const entries = await readdir(schemasDirectory, { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return [relative(schemasDirectory, path).split(sep).join('/'), await readFile(path, 'utf8')];
  });
  return new Map(await Promise.all(texts));
}

function report() {
  const problems = [
    ...changed.map(
      (file) => `  ${present.has(file) ? 'differs' : 'missing'}: libs/contracts/schemas/${file}`,
    ),
    ...obsolete.map((file) => `  obsolete: libs/contracts/schemas/${file}`),
  ];
  if (problems.length > 0) {
    fail(
      `The JSON Schemas are not what the code says:\n${problems.join('\n')}\nRun \`npm run generate\` and commit.`,
    );
  }
  console.log(`${wanted.size} JSON Schemas are what the code says.`);
}

async function write() {
  for (const file of changed) {
    const path = join(schemasDirectory, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, wanted.get(file));
  }
  for (const file of obsolete) await rm(join(schemasDirectory, file));
  console.log(`${changed.length} JSON Schemas written, ${obsolete.length} removed, ${wanted.size} in all.`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
