/** What a loudness means beside its target. */

/** Below this there is no loudness to speak of, LUFS. */
export const silentLufs = -70;

/** Within 2 LU of the target nobody has to touch anything. */
export function loudnessVerdict(lufs: number, targetLufs: number): 'unknown' | 'good' | 'quiet' | 'loud' {
  if (lufs <= silentLufs) return 'unknown';
  if (lufs > targetLufs + 2) return 'loud';
  return lufs < targetLufs - 2 ? 'quiet' : 'good';
}
