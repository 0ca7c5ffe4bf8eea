/** Types of the kernel compiler for tests and the app's build. */
export declare function compileKernels(): Promise<Uint8Array<ArrayBuffer>>;
export declare const kernelFolder: string;
