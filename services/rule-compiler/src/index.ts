export { ruleCompilerService } from './service';
export { compileRule, type Compilation, type RuleToCompile } from './compiler/compile-rule';
