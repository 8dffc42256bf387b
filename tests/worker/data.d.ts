// Vitest and Wrangler import a .bin file as its bytes.
declare module "*.bin" {
  const bytes: ArrayBuffer;
  export default bytes;
}

// And a file asked for with ?raw as its text.
declare module "*?raw" {
  const text: string;
  export default text;
}
