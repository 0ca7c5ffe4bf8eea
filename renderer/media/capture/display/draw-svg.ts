/** Draws SVG in the page, for the Worker has no way to: as an image, so that no script runs and nothing else is loaded. */

/** The longer side: sharp on any program, and no larger than a program needs. */
const longerSide = 2048;

/** Null for what is no drawing, or has no size. */
export async function drawSvg(svg: ArrayBuffer): Promise<ImageBitmap | null> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const { naturalWidth, naturalHeight } = image;
    const longest = Math.max(naturalWidth, naturalHeight);
    if (longest === 0) return null;
    const side = (length: number) => Math.max(1, Math.round((length / longest) * longerSide));
    const canvas = new OffscreenCanvas(side(naturalWidth), side(naturalHeight));
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.transferToImageBitmap();
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}
