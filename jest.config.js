const { availableParallelism } = require('node:os');

/** TypeScript as the compiler emits it: CommonJS, decorators with the metadata that Nest reads. */
const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
        keepClassNames: true,
      },
      module: { type: 'commonjs' },
      sourceMaps: 'inline',
    },
  ],
};

/** Tests run on the sources of every package; only child processes run what was built. */
const moduleNameMapper = {
  '^@muster/(contracts|platform|testing)$': '<rootDir>/libs/$1/src',
  '^@muster/standalone$': '<rootDir>/apps/standalone/src',
  '^@muster/standalone/engines$': '<rootDir>/apps/standalone/src/engines',
  '^@muster/(audience-api|rule-compiler|calculator|importer|exporter)$': '<rootDir>/services/$1/src',
};

const common = {
  rootDir: __dirname,
  roots: ['<rootDir>/libs', '<rootDir>/services', '<rootDir>/apps', '<rootDir>/bench'],
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['/dist/'],
  transform,
  moduleNameMapper,
};

module.exports = {
  rootDir: __dirname,
  // The engines take the other half of the machine.
  maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/libs/testing/jest/summary-reporter.js'],
  projects: [
    { ...common, displayName: 'unit', testMatch: ['**/*.spec.ts'] },
    {
      ...common,
      displayName: 'integration',
      testMatch: ['**/*.int-spec.ts', '**/*.scenario-spec.ts', '**/*.e2e-spec.ts'],
      globalSetup: '<rootDir>/libs/testing/src/jest/global-setup.ts',
      globalTeardown: '<rootDir>/libs/testing/src/jest/global-teardown.ts',
    },
  ],
};
