/** Types of the Electron finder, for tests and configuration files. */
export type ElectronRuntime = {
  readonly executable: string;
  readonly version: string;
  readonly kind: 'official' | 'npm';
};
export function findElectron(): ElectronRuntime;
export function ensureElectron(): Promise<ElectronRuntime>;
export function describeElectron(runtime: ElectronRuntime): string;
