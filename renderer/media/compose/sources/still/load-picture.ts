/** Loads picture files of the show: bounded, upright, as straight RGBA; a file that can't be used is an error with a reason. */
import { fail, ok, type Reply } from '../../../../../shared/errors.ts';
import type { Size } from '../../pixels/memory/surface.ts';
import { readShowFile, type ShowFile } from '../file/read-file.ts';
import type { Bitmap } from '../producer.ts';
import { svgFlaw, svgText, type DrawSvg } from './svg.ts';

/** Largest file, MiB, and largest side of what is kept of it: more is scaled down, since no program is larger. */
const maxPictureMebibytes = 64;
export const maxSide = 4096;

/** Reads a whole file by its address. */
export async function readPictureFile(url: string): Promise<Reply<ShowFile>> {
  const file = await readShowFile(url, maxPictureMebibytes);
  return file.ok && file.value.bytes.byteLength === 0 ? fail('source-file-unusable', { why: 'it is empty' }) : file;
}

/** A picture in its own size, turned upright, at most 4096 pixels a side. */
export async function decodePicture(file: ShowFile, drawSvg: DrawSvg | undefined): Promise<Reply<Bitmap>> {
  const decoded = await decode(file, drawSvg);
  if (!decoded.ok) return decoded;
  const bitmap = decoded.value;
  const scale = Math.min(1, maxSide / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  return drawn(bitmap, { width, height }, { x: 0, y: 0, width, height });
}

/** A picture put whole into the middle of a canvas of this size, clear around it. */
export async function decodeInto(file: ShowFile, size: Size, drawSvg: DrawSvg | undefined): Promise<Reply<Bitmap>> {
  const decoded = await decode(file, drawSvg);
  if (!decoded.ok) return decoded;
  const bitmap = decoded.value;
  const scale = Math.min(size.width / bitmap.width, size.height / bitmap.height);
  const width = bitmap.width * scale;
  const height = bitmap.height * scale;
  return drawn(bitmap, size, { x: (size.width - width) / 2, y: (size.height - height) / 2, width, height });
}

async function decode({ bytes, type }: ShowFile, drawSvg: DrawSvg | undefined): Promise<Reply<ImageBitmap>> {
  const svg = svgText(bytes);
  if (svg !== null) {
    const why = svgFlaw(svg, bytes.byteLength);
    if (why !== null) return fail('source-file-unusable', { why });
    return known((await drawSvg?.(bytes)) ?? null);
  }
  const blob = new Blob([bytes], { type });
  const options = { imageOrientation: 'from-image', premultiplyAlpha: 'none' } as const;
  return known(await createImageBitmap(blob, options).catch(() => null));
}

function known(bitmap: ImageBitmap | null): Reply<ImageBitmap> {
  return bitmap === null ? fail('source-file-unusable', { why: 'it is no picture we know' }) : ok(bitmap);
}

function drawn(
  bitmap: ImageBitmap,
  canvas: Size,
  box: Size & { readonly x: number; readonly y: number },
): Reply<Bitmap> {
  const context = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
  if (context === null) return fail('source-file-unusable', { why: 'there is no memory for it' });
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, box.x, box.y, box.width, box.height);
  bitmap.close();
  return ok(readBitmap(context, canvas));
}

/** The pixels of a canvas. */
export function readBitmap(context: OffscreenCanvasRenderingContext2D, { width, height }: Size): Bitmap {
  const data = new Uint8ClampedArray(context.getImageData(0, 0, width, height).data);
  return { width, height, data, isOpaque: hasNoAlpha(data) };
}

/** True when every pixel is opaque. */
function hasNoAlpha(data: Uint8ClampedArray): boolean {
  for (let at = 3; at < data.length; at += 4) {
    if (data[at] !== 255) return false;
  }
  return true;
}
