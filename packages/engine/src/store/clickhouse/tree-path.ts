/**
 * A path as it stands in the tree of attributes. There `^` and `.:` before a backtick would begin special subcolumns, so a NUL parts
 * them; a NUL that is already there is doubled, so that no two paths become one.
 */
export function treePath(path: string): string {
  return path.replace(/(^\^|\.:)(\0*)`/g, '$1$2\0`')
}

/** The path that stands in the tree under this name. */
export function fromTreePath(name: string): string {
  return name.replace(/(^\^|\.:)(\0*)\0`/g, '$1$2`')
}
