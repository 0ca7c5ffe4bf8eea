/** Types of the archive readers, for their tests. */
export function extractFromTarball(tarball: string, suffix: string, target: string): Promise<void>;
export function unzip(
  archive: string,
  target: string,
  options: {
    readonly place: (name: string) => string | undefined;
    readonly onProgress: (fraction: number) => void;
  },
): Promise<void>;
