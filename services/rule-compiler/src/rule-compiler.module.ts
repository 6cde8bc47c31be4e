import { Module } from '@nestjs/common';
import { CompileDefinitionConsumer } from './compile-definition/compile-definition.consumer';

@Module({ controllers: [CompileDefinitionConsumer] })
export class RuleCompilerModule {}
