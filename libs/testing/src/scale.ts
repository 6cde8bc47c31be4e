/** What benchmarks need; apart from the helpers of tests, because engines and their containers take long to load. */
export { Crowd } from './crowd/crowd';
export { TestEngines } from './jest/test-engines';
export { CalculatingDeployment } from './scenarios/calculating-deployment';
export { audienceApiSchema, retireResultsOf } from '@muster/audience-api';
