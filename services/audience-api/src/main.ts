import { runService } from '@muster/platform';
import { audienceApiService } from './service';

void runService(audienceApiService);
