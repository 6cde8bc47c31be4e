import { Module } from '@nestjs/common';
import { ForgetOldKeys } from './forget-old-keys';
import { IdempotentRequests } from './idempotent-requests';

@Module({ providers: [ForgetOldKeys, IdempotentRequests], exports: [IdempotentRequests] })
export class IdempotencyModule {}
