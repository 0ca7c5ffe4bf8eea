/** Which codecs this computer encodes: AV1 and Opus are offered only where their encoders are. */
import { defaultVideoFormat, type Codecs } from '../../../shared/contract/settings.ts';
import { hasOpus } from '../audio/encoders/opus.ts';
import { av1Codec } from './av1-level.ts';

/** The codecs, the one that always works first. */
export type OfferedCodecs = {
  readonly video: readonly Codecs['video'][];
  readonly audio: readonly Codecs['audio'][];
};

let answer: Promise<OfferedCodecs> | null = null;

/** Asks once; a flag may lie, so the encoder is still proved before it is used. */
export function offeredCodecs(): Promise<OfferedCodecs> {
  answer ??= findCodecs();
  return answer;
}

async function findCodecs(): Promise<OfferedCodecs> {
  const [av1, opus] = await Promise.all([hasAv1(), hasOpus()]);
  return { video: av1 ? ['avc', 'av1'] : ['avc'], audio: opus ? ['aac', 'opus'] : ['aac'] };
}

async function hasAv1(): Promise<boolean> {
  const { width, height, fps } = defaultVideoFormat;
  try {
    const support = await VideoEncoder.isConfigSupported({
      codec: av1Codec(defaultVideoFormat),
      width,
      height,
      framerate: fps,
    });
    return support.supported === true;
  } catch {
    // A browser that throws here does not know the codec.
    return false;
  }
}
