import { runService } from '@muster/platform';
import { ruleCompilerService } from './service';

void runService(ruleCompilerService);
