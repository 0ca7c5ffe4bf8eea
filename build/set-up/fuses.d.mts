/** Types of the fuse setter, for its tests. */
export const FUSE: { readonly nodeCliInspect: number; readonly browserSnapshot: number };
export function setFuses(executable: string, wanted: readonly (readonly [number, boolean])[]): Promise<void>;
