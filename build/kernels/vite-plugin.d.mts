/** Types of the Vite plugin, and of the module it makes. */
import type { Plugin } from 'vite';

export declare function pixelKernels(): Plugin;
