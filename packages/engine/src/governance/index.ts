export { builtIn as builtInPolicy } from './built-in.ts'
export { type Decision, type DecisionRecord, decisionOf } from './decision.ts'
export {
  type Example,
  type ExampleResult,
  exampleOf,
  readExamples,
  runExample,
} from './examples.ts'
export { Governance, type NewPolicyVersion, type PolicyInForce } from './governance.ts'
export { type CheckInput, checkInput, type Metadata, MODEL, OPERATION } from './input.ts'
export { compilePolicy, type Policy, type Verdict } from './policy.ts'
export { BUILT_IN } from './policy-document.ts'
export {
  type DecisionCounts,
  type DecisionFilter,
  type DecisionStats,
  decisionQuery,
  decisionStats,
} from './statistics.ts'
