import { runService } from '@muster/platform';
import { calculatorService } from './service';

void runService(calculatorService);
