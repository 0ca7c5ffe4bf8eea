/** A surface as a video frame. */
import { colourTag } from '../colour/colour-space.ts';
import { yuvBytes, type Surface } from '../memory/surface.ts';
import type { Pixels } from '../pixels.ts';

/** A frame with a copy of the picture, flagged with the program's colour; whoever asks closes it. `timestamp` in µs. */
export function toFrame({ heap, colour }: Pixels, surface: Surface, timestamp: number): VideoFrame {
  return new VideoFrame(heap.bytes.subarray(surface.y, surface.y + yuvBytes(surface)), {
    format: 'I420',
    codedWidth: surface.width,
    codedHeight: surface.height,
    timestamp,
    colorSpace: colourTag(colour),
  });
}
