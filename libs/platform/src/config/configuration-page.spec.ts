import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { platformVariables } from './platform-config';

const page = readFileSync(join(__dirname, '../../../../docs/configuration.md'), 'utf8');

describe('docs/configuration.md', () => {
  it.each(Object.entries(platformVariables))('lists %s with what is expected of it', (name, schema) => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` `));
    expect(row).toBeDefined();
    const description = z.globalRegistry.get(schema)?.description ?? 'no description';
    expect(row).toContain(description);
  });
});
