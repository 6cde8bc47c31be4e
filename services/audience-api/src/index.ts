export { audienceApiService } from './service';
