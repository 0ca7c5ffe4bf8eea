/** Reading what the sound desk tells of levels. */
import type { SoundLevels } from '../../../shared/studio/audio/level/levels.ts';

/** The figures of one strip, or of the master (null); undefined while it has none. */
export function figuresOf({ strips, master }: SoundLevels, sourceId: string | null): Float32Array | undefined {
  return sourceId === null ? master : strips.get(sourceId);
}
