/** What the build makes of the kernels' sources. */
declare module 'virtual:pixel-kernels' {
  /** The WebAssembly module in base64. */
  export const kernelModule: string;
}
