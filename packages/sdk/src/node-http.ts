/**
 * `node:http` as `require` gives it. An `import` reads every name that the module has, and of some (`WebSocket`) Node loads undici then, which
 * takes longer than all of the SDK: at the start of an application that may never send a request.
 */
export const http = process.getBuiltinModule('node:http')
