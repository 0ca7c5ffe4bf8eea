/** AV1 codec strings: the lowest level (AV1 specification, annex A.3) that holds a picture size, rate and bitrate. */
import type { VideoFormat } from '../../../shared/contract/settings.ts';

/** seq_level_idx, samples per picture, samples per second shown, kb/s (main tier). */
const levels: readonly (readonly [number, number, number, number])[] = [
  [0, 147_456, 4_423_680, 1_500],
  [1, 278_784, 8_363_520, 3_000],
  [4, 665_856, 19_975_680, 6_000],
  [5, 1_065_024, 31_950_720, 10_000],
  [8, 2_359_296, 70_778_880, 12_000],
  [9, 2_359_296, 141_557_760, 20_000],
  [12, 8_912_896, 267_386_880, 30_000],
  [13, 8_912_896, 534_773_760, 40_000],
  [14, 8_912_896, 1_069_547_520, 60_000],
];

/** `av01.0.LLM.08`, main profile, 8 bits; formats beyond the table get its highest level. */
export function av1Codec(format: VideoFormat): string {
  const samples = format.width * format.height;
  const fits = levels.find(
    ([, perPicture, perSecond, kbps]) =>
      samples <= perPicture && samples * format.fps <= perSecond && format.kbps <= kbps,
  );
  const [level] = fits ?? [14];
  return `av01.0.${String(level).padStart(2, '0')}M.08`;
}
