export { audienceApiService } from './service';
export { audienceApiSchema } from './database/postgres-schema';
export { retireResultsOf } from './retention/retire-results-of';
