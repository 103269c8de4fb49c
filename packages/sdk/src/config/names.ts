/** One mapping between the names of a setting: snake_case in YAML, camelCase in code, upper case with a prefix in the environment. */

export type Camel<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : S

type Leaf =
  | string
  | number
  | boolean
  | undefined
  | RegExp
  | readonly unknown[]
  | ((...parameters: never[]) => unknown)

/** The same shape with names in camelCase, and nothing to be written to. */
export type CamelDeep<T> = T extends Leaf
  ? T
  : { readonly [K in keyof T as K extends string ? Camel<K> : K]: CamelDeep<T[K]> }

/** Any part of it. */
export type InputDeep<T> = T extends Leaf ? T : { readonly [K in keyof T]?: InputDeep<T[K]> | undefined }

export function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

export const ENV_PREFIX = 'TALLYSTICK_LOG_'

/** Path of the YAML file. Not a setting, for it says where settings are. */
export const CONFIG_ENV = 'TALLYSTICK_LOG_CONFIG'

export function envName(path: readonly string[]): string {
  return ENV_PREFIX + path.join('_').toUpperCase()
}
