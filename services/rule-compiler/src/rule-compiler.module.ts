import { Module } from '@nestjs/common';
import { CompileDefinitionConsumer } from './compile-definition/compile-definition.consumer';
import { CompileEstimateConsumer } from './compile-estimate/compile-estimate.consumer';

@Module({ controllers: [CompileDefinitionConsumer, CompileEstimateConsumer] })
export class RuleCompilerModule {}
