import { existsSync, readFileSync } from 'node:fs'
import type { Environment } from './sources.ts'

/** What the look around needs of the file system. */
export type FileProbe = {
  readonly exists: (path: string) => boolean
  /** Text of the file; empty when it cannot be read. */
  readonly read: (path: string) => string
}

export type Cloud = 'aws' | 'gcp' | 'azure' | 'alibaba' | 'oracle'

/** Where the program runs, as far as environment variables and a few files tell. */
export type RuntimeEnvironment = {
  /** The most telling of all: CI over orchestrator over cloud over container. */
  readonly kind: 'ci' | 'kubernetes' | Cloud | 'docker' | 'local'
  readonly container: boolean
  readonly kubernetes: boolean
  readonly cloud?: Cloud
  /** What runs the program there: `lambda`, `ecs`, `cloud_run`, `app_service`, …. */
  readonly platform?: string
  /** Name of the CI system; `ci` when it does not say. */
  readonly ci?: string
}

/** First match decides. https://docs.github.com/actions, https://docs.gitlab.com/ci/variables and so on for the rest. */
const CI_SYSTEMS: readonly (readonly [variable: string, name: string])[] = [
  ['GITHUB_ACTIONS', 'github_actions'],
  ['GITLAB_CI', 'gitlab'],
  ['CIRCLECI', 'circleci'],
  ['TRAVIS', 'travis'],
  ['BUILDKITE', 'buildkite'],
  ['TF_BUILD', 'azure_pipelines'],
  ['BITBUCKET_BUILD_NUMBER', 'bitbucket'],
  ['JENKINS_URL', 'jenkins'],
  ['TEAMCITY_VERSION', 'teamcity'],
  ['CODEBUILD_BUILD_ID', 'codebuild'],
  ['DRONE', 'drone'],
  ['APPVEYOR', 'appveyor'],
]

/** Variables that a platform sets for every program it runs. */
const PLATFORMS: readonly (readonly [variable: string, cloud: Cloud, platform: string])[] = [
  ['AWS_LAMBDA_FUNCTION_NAME', 'aws', 'lambda'],
  ['ECS_CONTAINER_METADATA_URI_V4', 'aws', 'ecs'],
  ['ECS_CONTAINER_METADATA_URI', 'aws', 'ecs'],
  ['AWS_EXECUTION_ENV', 'aws', 'ec2'],
  ['K_SERVICE', 'gcp', 'cloud_run'],
  ['CLOUD_RUN_JOB', 'gcp', 'cloud_run_job'],
  ['FUNCTION_TARGET', 'gcp', 'cloud_functions'],
  ['GAE_SERVICE', 'gcp', 'app_engine'],
  ['FUNCTIONS_WORKER_RUNTIME', 'azure', 'functions'],
  ['CONTAINER_APP_NAME', 'azure', 'container_apps'],
  ['WEBSITE_SITE_NAME', 'azure', 'app_service'],
  ['FC_FUNCTION_NAME', 'alibaba', 'function_compute'],
]

/** What the firmware of a virtual machine says about its maker. */
const VENDOR_FILES = [
  '/sys/class/dmi/id/sys_vendor',
  '/sys/class/dmi/id/product_name',
  '/sys/class/dmi/id/chassis_asset_tag',
]
const VENDORS: readonly (readonly [pattern: RegExp, cloud: Cloud, platform: string])[] = [
  [/Amazon EC2/i, 'aws', 'ec2'],
  [/Google/i, 'gcp', 'compute_engine'],
  // Chassis asset tag of every Azure machine; "Microsoft Corporation" alone is any Hyper-V.
  [/7783-7084-3265-9085-8269-3286-77/, 'azure', 'virtual_machine'],
  [/Alibaba Cloud/i, 'alibaba', 'ecs'],
  [/OracleCloud\.com/i, 'oracle', 'compute'],
]

/** Says where the program runs. Reads a handful of files, opens no connection; a cloud's metadata service is never asked. */
export function detectEnvironment(
  env: Environment = process.env,
  fs: FileProbe = NODE_FILES,
): RuntimeEnvironment {
  const kubernetes =
    isSet(env.KUBERNETES_SERVICE_HOST) || fs.exists('/var/run/secrets/kubernetes.io/serviceaccount')
  const container =
    kubernetes ||
    fs.exists('/.dockerenv') ||
    fs.exists('/run/.containerenv') ||
    isSet(env.container) ||
    /\b(?:docker|containerd|kubepods|libpod|lxc)\b/.test(fs.read('/proc/1/cgroup'))
  const ci = ciOf(env)
  const { cloud, platform } = cloudOf(env, fs)
  return Object.freeze({
    kind: kindOf(),
    container,
    kubernetes,
    ...(cloud !== undefined && { cloud }),
    ...(platform !== undefined && { platform }),
    ...(ci !== undefined && { ci }),
  })

  function kindOf(): RuntimeEnvironment['kind'] {
    if (ci !== undefined) return 'ci'
    if (kubernetes) return 'kubernetes'
    return cloud ?? (container ? 'docker' : 'local')
  }
}

const NODE_FILES: FileProbe = {
  exists: existsSync,
  read: path => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return ''
    }
  },
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false' && value !== '0'
}

function ciOf(env: Environment): string | undefined {
  for (const [variable, name] of CI_SYSTEMS) if (isSet(env[variable])) return name
  return isSet(env.CI) || isSet(env.CONTINUOUS_INTEGRATION) ? 'ci' : undefined
}

function cloudOf(env: Environment, fs: FileProbe): Pick<RuntimeEnvironment, 'cloud' | 'platform'> {
  for (const [variable, cloud, platform] of PLATFORMS) if (isSet(env[variable])) return { cloud, platform }
  const vendor = VENDOR_FILES.map(path => fs.read(path)).join('\n')
  for (const [pattern, cloud, platform] of VENDORS) if (pattern.test(vendor)) return { cloud, platform }
  return {}
}
