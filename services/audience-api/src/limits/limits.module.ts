import { Module } from '@nestjs/common';
import { CallerLimits } from './caller-limits';
import { TokenAttempts } from './token-attempts';

@Module({ providers: [CallerLimits, TokenAttempts], exports: [CallerLimits, TokenAttempts] })
export class LimitsModule {}
