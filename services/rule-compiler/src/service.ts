import type { ServiceDefinition } from '@muster/platform';
import { z } from 'zod';
import { RuleCompilerModule } from './rule-compiler.module';

/** Compiles rules into plans. Owns no data and needs no database. */
export const ruleCompilerService: ServiceDefinition = {
  name: 'rule-compiler',
  config: z.object({}),
  module: RuleCompilerModule,
  http: false,
  objectStore: false,
};
