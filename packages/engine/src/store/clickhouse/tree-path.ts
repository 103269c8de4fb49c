/**
 * A path as it stands in the tree of attributes. The engine marks parts of its own names by backticks, so a path has none there: each
 * is NUL and `g`, and a NUL is NUL and `z`, so that no two paths become one.
 */
export function treePath(path: string): string {
  return path.replace(/[\0`]/g, odd => (odd === '`' ? '\0g' : '\0z'))
}

/** The path that stands in the tree under this name. */
export function fromTreePath(name: string): string {
  return name.replace(/\0([gz])/g, (_, kind) => (kind === 'g' ? '`' : '\0'))
}
