import { runService } from '@muster/platform';
import { importerService } from './service';

void runService(importerService);
