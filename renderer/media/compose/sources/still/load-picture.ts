/** Loads picture files of the show: bounded, upright, as straight RGBA; a file that can't be used is an error with a reason. */
import { fail, ok, type Reply } from '../../../../../shared/errors.ts';
import type { Size } from '../../pixels/memory/surface.ts';
import type { Bitmap } from '../producer.ts';

/** Largest file, and largest side of what is kept of it: more is scaled down, since no program is larger. */
const maxPictureBytes = 64 * 1024 * 1024;
export const maxSide = 4096;

/** The bytes of one file, and what main takes them for. */
export type PictureFile = { readonly bytes: ArrayBuffer; readonly type: string };

/** Reads a whole file by its address. */
export async function readPictureFile(url: string): Promise<Reply<PictureFile>> {
  const response = await fetch(url).catch(() => null);
  if (response === null || !response.ok) return fileFailure(response?.status ?? 404);
  const length = Number(response.headers.get('content-length') ?? 0);
  if (length > maxPictureBytes) return fail('source-file-unusable', { why: 'it is larger than 64 MB' });
  const bytes = await response.arrayBuffer().catch(() => null);
  if (bytes === null) return fail('source-file-unusable', { why: 'it can’t be read' });
  if (bytes.byteLength === 0) return fail('source-file-unusable', { why: 'it is empty' });
  return ok({ bytes, type: response.headers.get('content-type') ?? '' });
}

/** Why main does not open the file: its path names another computer. */
const remoteFile = 'it lies on another computer; copy it to this one, or give the share a drive letter';

/** The error for an answer of main's file server. */
export function fileFailure(status: number): { readonly ok: false } & Reply<never> {
  if (status === 404) return fail('source-file-missing');
  return fail('source-file-unusable', { why: status === 403 ? remoteFile : 'it can’t be read' });
}

/** A picture in its own size, turned upright, at most 4096 pixels a side. */
export async function decodePicture(file: PictureFile): Promise<Reply<Bitmap>> {
  const bitmap = await decode(file);
  if (bitmap === null) return fail('source-file-unusable', { why: 'it is no picture we know' });
  const scale = Math.min(1, maxSide / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  return drawn(bitmap, { width, height }, { x: 0, y: 0, width, height });
}

/** A picture put whole into the middle of a canvas of this size, clear around it. */
export async function decodeInto(file: PictureFile, size: Size): Promise<Reply<Bitmap>> {
  const bitmap = await decode(file);
  if (bitmap === null) return fail('source-file-unusable', { why: 'it is no picture we know' });
  const scale = Math.min(size.width / bitmap.width, size.height / bitmap.height);
  const width = bitmap.width * scale;
  const height = bitmap.height * scale;
  return drawn(bitmap, size, { x: (size.width - width) / 2, y: (size.height - height) / 2, width, height });
}

async function decode({ bytes, type }: PictureFile): Promise<ImageBitmap | null> {
  const blob = new Blob([bytes], { type });
  return createImageBitmap(blob, { imageOrientation: 'from-image', premultiplyAlpha: 'none' }).catch(() => null);
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
