import { runService } from '@muster/platform';
import { exporterService } from './service';

void runService(exporterService);
