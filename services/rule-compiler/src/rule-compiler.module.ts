import { Module } from '@nestjs/common';
import { CompileDefinitionConsumer } from './compile-definition/compile-definition.consumer';
import { CompileEstimateConsumer } from './compile-estimate/compile-estimate.consumer';
import { CompileExplanationConsumer } from './compile-explanation/compile-explanation.consumer';

@Module({ controllers: [CompileDefinitionConsumer, CompileEstimateConsumer, CompileExplanationConsumer] })
export class RuleCompilerModule {}
