export { unroutedError } from './errors.ts'
export { proxyRoutes } from './routes.ts'
export { compileRules, PROXY_POLICY, ProxyRuleInput } from './rules.ts'
