// Wrangler and Vitest import a .wasm file as a compiled module; instantiating it is workers/engine's business.
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
