import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { detectEnvironment, type RuntimeEnvironment } from '../../src/config/index.ts'

type Case = {
  readonly name: string
  readonly env?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, string>>
  readonly is: RuntimeEnvironment
}

const bare = { container: false, kubernetes: false } as const

const CASES: readonly Case[] = [
  { name: 'a developer’s machine', is: { kind: 'local', ...bare } },
  {
    name: 'docker',
    files: { '/.dockerenv': '' },
    is: { kind: 'docker', container: true, kubernetes: false },
  },
  {
    name: 'podman',
    files: { '/run/.containerenv': '' },
    is: { kind: 'docker', container: true, kubernetes: false },
  },
  {
    name: 'docker with cgroup v1',
    files: { '/proc/1/cgroup': '12:cpu:/docker/3f1c\n' },
    is: { kind: 'docker', container: true, kubernetes: false },
  },
  {
    name: 'a host whose cgroup says nothing',
    files: { '/proc/1/cgroup': '0::/init.scope\n' },
    is: { kind: 'local', ...bare },
  },
  {
    name: 'kubernetes',
    env: { KUBERNETES_SERVICE_HOST: '10.96.0.1' },
    is: { kind: 'kubernetes', container: true, kubernetes: true },
  },
  {
    name: 'kubernetes at Google',
    env: { KUBERNETES_SERVICE_HOST: '10.96.0.1' },
    files: { '/sys/class/dmi/id/product_name': 'Google Compute Engine\n' },
    is: { kind: 'kubernetes', container: true, kubernetes: true, cloud: 'gcp', platform: 'compute_engine' },
  },
  {
    name: 'lambda',
    env: { AWS_LAMBDA_FUNCTION_NAME: 'f', AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
    is: { kind: 'aws', ...bare, cloud: 'aws', platform: 'lambda' },
  },
  {
    name: 'fargate',
    env: { ECS_CONTAINER_METADATA_URI_V4: 'http://169.254.170.2/v4' },
    files: { '/proc/1/cgroup': '1:cpu:/ecs/docker/1' },
    is: { kind: 'aws', container: true, kubernetes: false, cloud: 'aws', platform: 'ecs' },
  },
  {
    name: 'a machine at Amazon',
    files: { '/sys/class/dmi/id/sys_vendor': 'Amazon EC2\n' },
    is: { kind: 'aws', ...bare, cloud: 'aws', platform: 'ec2' },
  },
  {
    name: 'Cloud Run',
    env: { K_SERVICE: 'shop' },
    is: { kind: 'gcp', ...bare, cloud: 'gcp', platform: 'cloud_run' },
  },
  {
    name: 'App Service',
    env: { WEBSITE_SITE_NAME: 'shop' },
    is: { kind: 'azure', ...bare, cloud: 'azure', platform: 'app_service' },
  },
  {
    name: 'a machine at Azure',
    files: {
      '/sys/class/dmi/id/sys_vendor': 'Microsoft Corporation\n',
      '/sys/class/dmi/id/chassis_asset_tag': '7783-7084-3265-9085-8269-3286-77\n',
    },
    is: { kind: 'azure', ...bare, cloud: 'azure', platform: 'virtual_machine' },
  },
  {
    name: 'a machine at Alibaba',
    files: { '/sys/class/dmi/id/sys_vendor': 'Alibaba Cloud\n' },
    is: { kind: 'alibaba', ...bare, cloud: 'alibaba', platform: 'ecs' },
  },
  {
    name: 'a machine at Oracle',
    files: { '/sys/class/dmi/id/chassis_asset_tag': 'OracleCloud.com\n' },
    is: { kind: 'oracle', ...bare, cloud: 'oracle', platform: 'compute' },
  },
  {
    name: 'Hyper-V at home',
    files: { '/sys/class/dmi/id/sys_vendor': 'Microsoft Corporation\n' },
    is: { kind: 'local', ...bare },
  },
  {
    name: 'GitHub Actions in a container',
    env: { CI: 'true', GITHUB_ACTIONS: 'true' },
    files: { '/.dockerenv': '' },
    is: { kind: 'ci', container: true, kubernetes: false, ci: 'github_actions' },
  },
  { name: 'GitLab', env: { GITLAB_CI: 'true' }, is: { kind: 'ci', ...bare, ci: 'gitlab' } },
  {
    name: 'Jenkins at Amazon',
    env: { JENKINS_URL: 'https://ci.example/' },
    files: { '/sys/class/dmi/id/sys_vendor': 'Amazon EC2\n' },
    is: { kind: 'ci', ...bare, cloud: 'aws', platform: 'ec2', ci: 'jenkins' },
  },
  { name: 'a CI system without a name', env: { CI: '1' }, is: { kind: 'ci', ...bare, ci: 'ci' } },
  { name: 'CI=false', env: { CI: 'false' }, is: { kind: 'local', ...bare } },
]

describe('detectEnvironment', () => {
  for (const { name, env = {}, files = {}, is } of CASES) {
    test(`knows ${name}`, () => {
      const fs = { exists: (path: string) => path in files, read: (path: string) => files[path] ?? '' }
      assert.deepEqual({ ...detectEnvironment(env, fs) }, is)
    })
  }

  test('looks around on this machine without a word', () => {
    assert.ok(detectEnvironment().kind.length > 0)
  })
})
