/** Brings a video frame into a surface, in the program's matrix and range, whatever format it comes in. */
import { isForeignColour, rgbaWeights, yuvColourOf, yuvMatrix } from '../colour/colour-space.ts';
import { nowhere } from '../memory/heap.ts';
import { evenUp, planesOf, type Plane, type Size, type Surface } from '../memory/surface.ts';
import { premultiply } from '../filters/filter.ts';
import type { Pixels } from '../pixels.ts';
import { putRgba } from './rgba.ts';

/** The part of a frame that shows something, in whole samples. */
export function frameSize(frame: VideoFrame): Size {
  const rect = frame.visibleRect;
  return { width: rect?.width ?? frame.codedWidth, height: rect?.height ?? frame.codedHeight };
}

/** True when the frame has transparency that the surface must be able to hold. */
export function frameHasAlpha(frame: VideoFrame): boolean {
  return frame.format !== null && ['RGBA', 'BGRA', 'I420A'].includes(frame.format);
}

/**
 * Fills `surface`, whose size is the frame's, rounded up to even, and which has alpha if and only if the frame is to keep
 * its own. Alpha is straight, as decoders and buffers have it; frames of canvases with alpha are premultiplied, say so
 * nowhere, and must come by `getImageData` instead. Resolves when the surface holds the picture; rejects when the frame can't be read. The caller owns the frame.
 */
export async function copyFrame(pixels: Pixels, frame: VideoFrame, surface: Surface): Promise<void> {
  const { format } = frame;
  if (isForeignColour(frame.colorSpace, !isYuv(format))) drawPixels(pixels, frame, surface);
  else if (format === 'RGBA' || format === 'RGBX') await copyPixels(pixels, frame, surface, 'rgba');
  else if (format === 'BGRA' || format === 'BGRX') await copyPixels(pixels, frame, surface, 'bgra');
  else if (isYuv(format)) await copyYuv(pixels, frame, surface, format);
  else drawPixels(pixels, frame, surface);
}

type YuvFormat = 'I420' | 'I420A' | 'NV12' | 'I422' | 'I444';

function isYuv(format: string | null): format is YuvFormat {
  return format !== null && ['I420', 'I420A', 'NV12', 'I422', 'I444'].includes(format);
}

async function copyYuv(pixels: Pixels, frame: VideoFrame, surface: Surface, format: YuvFormat): Promise<void> {
  const keepsAlpha = format === 'I420A' && surface.a !== nowhere;
  if (format === 'NV12') await copyPaired(pixels, frame, surface);
  else if (format === 'I422' || format === 'I444') await copyDense(pixels, frame, surface, format);
  else await copyPlanar(pixels, frame, surface, keepsAlpha ? 4 : 3);
  const size = frameSize(frame);
  repeatLast(pixels, surface, size);
  const matrix = yuvMatrix(yuvColourOf(frame.colorSpace, size), pixels.colour);
  if (matrix !== null) pixels.kernels.convert({ ...surface, stride: surface.width }, matrix, surface);
  if (keepsAlpha) premultiply(pixels, surface);
}

/**
 * Copies straight into the heap. Should it grow before the copy is done, what was written went into a memory that is gone:
 * then once more.
 */
async function copyInto(pixels: Pixels, frame: VideoFrame, layout: readonly PlaneLayout[]): Promise<void> {
  const { bytes } = pixels.heap;
  await frame.copyTo(bytes, { layout: [...layout] });
  if (pixels.heap.bytes !== bytes) await frame.copyTo(pixels.heap.bytes, { layout: [...layout] });
}

async function copyPlanar(pixels: Pixels, frame: VideoFrame, surface: Surface, planes: 3 | 4): Promise<void> {
  const layout = planesOf(surface)
    .slice(0, planes)
    .map(({ at, stride }) => ({ offset: at, stride }));
  if (frame.format !== 'I420A' || planes === 4) {
    await copyInto(pixels, frame, layout);
    return;
  }
  // The format wants room for the alpha that nobody wants.
  await withScratch(pixels, surface.width * surface.height, (scratch) =>
    copyInto(pixels, frame, [...layout, { offset: scratch, stride: surface.width }]),
  );
}

async function copyPaired(pixels: Pixels, frame: VideoFrame, surface: Surface): Promise<void> {
  const { width, height, y, u, v } = surface;
  await withScratch(pixels, (width * height) / 2, async (scratch) => {
    await copyInto(pixels, frame, [
      { offset: y, stride: width },
      { offset: scratch, stride: width },
    ]);
    const half = { width: width / 2, height: height / 2 };
    pixels.kernels.unpair({ u, v, stride: half.width }, { at: scratch, stride: width }, half);
  });
}

/** Chroma of every row, or of every pixel, is averaged down. */
async function copyDense(pixels: Pixels, frame: VideoFrame, surface: Surface, format: 'I422' | 'I444'): Promise<void> {
  const { width, height, y, u, v } = surface;
  const stride = format === 'I444' ? width : width / 2;
  await withScratch(pixels, 2 * stride * height, async (scratch) => {
    const dense = [scratch, scratch + stride * height];
    await copyInto(pixels, frame, [{ offset: y, stride: width }, ...dense.map((offset) => ({ offset, stride }))]);
    const size = { width: width / 2, height: height / 2 };
    const seen = frameSize(frame);
    const columns = format === 'I444' ? seen.width : evenUp(seen.width) / 2;
    for (const [index, at] of dense.entries()) {
      repeatPlane(pixels, { at, stride }, { width: columns, height: seen.height }, { width: stride, height });
      const to = { at: index === 0 ? u : v, stride: size.width };
      if (format === 'I444') pixels.kernels.halve(to, { at, stride }, size);
      else {
        const [first, second] = [at, at + stride].map((row) => ({ at: row, stride: 2 * stride }));
        if (first !== undefined && second !== undefined) pixels.kernels.mix(to, { first, second, amount: 128 }, size);
      }
    }
  });
}

async function copyPixels(pixels: Pixels, frame: VideoFrame, surface: Surface, order: 'rgba' | 'bgra'): Promise<void> {
  const stride = surface.width * 4;
  await withScratch(pixels, stride * surface.height, async (scratch) => {
    await copyInto(pixels, frame, [{ offset: scratch, stride }]);
    repeatPixels(pixels, { at: scratch, stride }, frameSize(frame));
    const to = { ...surface, stride: surface.width };
    pixels.kernels.fromRgba(to, { at: scratch, stride }, rgbaWeights(order, pixels.colour), surface);
  });
}

async function withScratch(pixels: Pixels, bytes: number, work: (scratch: number) => Promise<void>): Promise<void> {
  const scratch = pixels.heap.allocate(bytes);
  try {
    await work(scratch);
  } finally {
    pixels.heap.free(scratch);
  }
}

/** One canvas for each heap: to make one for every frame would cost more than to draw on it. */
const canvases = new WeakMap<Pixels, OffscreenCanvasRenderingContext2D>();

function canvasOf(pixels: Pixels, { width, height }: Size): OffscreenCanvasRenderingContext2D {
  const known = canvases.get(pixels);
  if (known?.canvas.width === width && known.canvas.height === height) return known;
  const made = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (made === null) throw new Error('no canvas to read the frame with');
  canvases.set(pixels, made);
  return made;
}

/** What can't be copied, from a decoder in the GPU's memory or of a rare kind, is drawn; so is HDR, which is toned down thereby. */
function drawPixels(pixels: Pixels, frame: VideoFrame, surface: Surface): void {
  const { width, height } = frameSize(frame);
  const context = canvasOf(pixels, { width, height });
  context.clearRect(0, 0, width, height);
  context.drawImage(frame, 0, 0, width, height);
  putRgba(pixels, context.getImageData(0, 0, width, height), surface);
}

/** An odd picture has its last column and row twice. */
function repeatLast(pixels: Pixels, surface: Surface, { width, height }: Size): void {
  for (const { at, stride, ...size } of planesOf(surface)) {
    const isHalf = size.width !== surface.width;
    const seen = isHalf ? { width: evenUp(width) / 2, height: evenUp(height) / 2 } : { width, height };
    repeatPlane(pixels, { at, stride }, seen, size);
  }
}

function repeatPlane({ heap }: Pixels, { at, stride }: Plane, seen: Size, size: Size): void {
  const { bytes } = heap;
  if (seen.width < size.width) {
    for (let end = at + seen.width; end < at + seen.height * stride; end += stride) bytes[end] = bytes[end - 1] ?? 0;
  }
  if (seen.height < size.height) {
    bytes.copyWithin(at + seen.height * stride, at + (seen.height - 1) * stride, at + seen.height * stride);
  }
}

function repeatPixels({ heap }: Pixels, { at, stride }: { at: number; stride: number }, { width, height }: Size): void {
  const { bytes } = heap;
  if (width * 4 < stride) {
    for (let row = 0; row < height; row += 1) {
      const last = at + row * stride + width * 4;
      bytes.copyWithin(last, last - 4, last);
    }
  }
  if (height % 2 === 1) bytes.copyWithin(at + height * stride, at + (height - 1) * stride, at + height * stride);
}
