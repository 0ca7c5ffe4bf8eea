/** Files of a show and the browser's decoders under Node: a picture is a text "width x height", everything else is none. */
import { vi } from 'vitest';

/** What lies under an address; a file that is written anew has another tag. */
export class FileStandIns {
  readonly #files = new Map<string, { readonly text: string; readonly tag: string }>();
  #writes = 0;
  /** Methods and addresses, as they were asked for. */
  readonly asked: string[] = [];

  write(url: string, text: string): void {
    this.#writes += 1;
    this.#files.set(url, { text, tag: `"${this.#writes}"` });
  }

  remove(url: string): void {
    this.#files.delete(url);
  }

  /** Stands in for `fetch`. */
  readonly answer = async (url: string, init: { readonly method?: string } = {}): Promise<Response> => {
    const method = init.method ?? 'GET';
    this.asked.push(`${method} ${url}`);
    const file = this.#files.get(url);
    if (file === undefined) return new Response(null, { status: 404 });
    const headers = { etag: file.tag, 'content-type': 'image/png' };
    return new Response(method === 'HEAD' ? null : file.text, { headers });
  };
}

/** To be undone by `vi.unstubAllGlobals`. */
export function stubPictures(files: FileStandIns): void {
  vi.stubGlobal('fetch', files.answer);
  vi.stubGlobal('reportError', (error: unknown) => {
    throw error;
  });
  vi.stubGlobal('ImageDecoder', { isTypeSupported: async () => false });
  vi.stubGlobal('createImageBitmap', async (blob: Blob) => {
    const [, width, height] = /^(\d+) x (\d+)$/.exec(await blob.text()) ?? [];
    if (width === undefined) throw new DOMException('no picture', 'InvalidStateError');
    return { width: Number(width), height: Number(height), close: () => undefined };
  });
  vi.stubGlobal('OffscreenCanvas', CanvasStandIn);
}

class CanvasStandIn {
  readonly getContext = () => ({
    drawImage: () => undefined,
    getImageData: (...[, , width, height]: readonly [number, number, number, number]) => ({
      data: new Uint8ClampedArray(width * height * 4),
    }),
  });
}
