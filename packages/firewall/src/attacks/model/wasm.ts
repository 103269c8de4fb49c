/** What is used of it; neither Node's types nor those of the language know it. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
}

const PAGE = 65_536

/** Starts a module on a memory of its own, of at least so many bytes, none of which is taken before it is written to. */
export function startModule<Exports>(
  bytes: Uint8Array,
  size: number,
): { readonly exports: Exports; readonly buffer: ArrayBuffer } {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(size / PAGE) })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  return { exports: exports as Exports, buffer: memory.buffer }
}
