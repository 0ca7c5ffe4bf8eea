/** H.264 codec strings: the lowest level (ISO 14496-10 table A-1) that holds a picture size, rate and bitrate. */
import type { VideoFormat } from '../../../shared/contract/settings.ts';

/** level_idc, macroblocks per second, macroblocks per frame, kb/s (baseline and main). */
const levels: readonly (readonly [number, number, number, number])[] = [
  [10, 1_485, 99, 64],
  [11, 3_000, 396, 192],
  [12, 6_000, 396, 384],
  [13, 11_880, 396, 768],
  [20, 11_880, 396, 2_000],
  [21, 19_800, 792, 4_000],
  [22, 20_250, 1_620, 4_000],
  [30, 40_500, 1_620, 10_000],
  [31, 108_000, 3_600, 14_000],
  [32, 216_000, 5_120, 20_000],
  [40, 245_760, 8_192, 20_000],
  [42, 522_240, 8_704, 50_000],
  [50, 589_824, 22_080, 135_000],
  [51, 983_040, 36_864, 240_000],
  [52, 2_073_600, 36_864, 240_000],
];

/** Profile and constraint bytes of the codec string. */
export const profiles = { high: '6400', main: '4D40', constrainedBaseline: '42C0' } as const;
export type Profile = keyof typeof profiles;

/** `avc1.PPCCLL` for the format; formats beyond the table get its highest level. */
export function h264Codec(profile: Profile, format: VideoFormat): string {
  const blocks = Math.ceil(format.width / 16) * Math.ceil(format.height / 16);
  const fits = levels.find(
    ([, perSecond, perFrame, kbps]) => blocks <= perFrame && blocks * format.fps <= perSecond && format.kbps <= kbps,
  );
  const [level] = fits ?? [52];
  return `avc1.${profiles[profile]}${level.toString(16).toUpperCase().padStart(2, '0')}`;
}
