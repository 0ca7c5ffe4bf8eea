/** Serves files of a show to the studio's page: only those that somebody else found in the show, whole or in parts. */
import { open, stat, type FileHandle } from 'node:fs/promises';
import { extname } from 'node:path';
import { isLocalPath, isRemotePath } from './local-file.ts';

/** What the page may take the bytes for; everything else is decided by looking into it. */
const contentTypes: ReadonlyMap<string, string> = new Map([
  ['.png', 'image/png'],
  ['.apng', 'image/apng'],
  ['.jpg', 'image/jpeg'],
  ['.jpeg', 'image/jpeg'],
  ['.gif', 'image/gif'],
  ['.webp', 'image/webp'],
  ['.avif', 'image/avif'],
  ['.bmp', 'image/bmp'],
  ['.mp4', 'video/mp4'],
  ['.m4v', 'video/mp4'],
  ['.mov', 'video/quicktime'],
  ['.mkv', 'video/x-matroska'],
  ['.webm', 'video/webm'],
  ['.mp3', 'audio/mpeg'],
  ['.wav', 'audio/wav'],
  ['.ogg', 'audio/ogg'],
  ['.flac', 'audio/flac'],
  ['.txt', 'text/plain'],
  ['.cube', 'text/plain'],
]);

/** What is read at once. */
const blockBytes = 256 * 1024;

/** A part of a file, both ends included. */
type Part = { readonly start: number; readonly end: number };

/**
 * Answers GET and HEAD; 404 for what is no file, 403 for a file of another computer, 304 and 416 as HTTP has them. `path`
 * null: the show names no such file.
 */
export async function serveFile(
  request: { readonly method: string; readonly headers: Headers },
  path: string | null,
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 405 });
  const found = path === null ? null : await find(path);
  if (found === null) return notThere(path);
  const headers = headersFor(found);
  if (request.headers.get('if-none-match') === found.tag) return new Response(null, { status: 304, headers });
  const part = partOf(request.headers.get('range'), found.size);
  if (part === 'outside') {
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${found.size}` } });
  }
  const { start, end } = part ?? { start: 0, end: found.size - 1 };
  const told: Record<string, string> = { ...headers, 'content-length': String(end - start + 1) };
  if (part !== null) told['content-range'] = `bytes ${start}-${end}/${found.size}`;
  const body = request.method === 'HEAD' || end < start ? null : bodyOf(found.path, { start, end });
  return new Response(body, { status: part === null ? 200 : 206, headers: told });
}

function notThere(path: string | null): Response {
  const isElsewhere = path !== null && isRemotePath(path);
  return isElsewhere
    ? new Response('not on this computer', { status: 403 })
    : new Response('not found', { status: 404 });
}

type Found = { readonly path: string; readonly size: number; readonly tag: string };

/** A regular file: a device or a pipe could keep us reading for ever. */
async function find(path: string): Promise<Found | null> {
  const facts = isLocalPath(path) ? await stat(path).catch(() => null) : null;
  if (facts?.isFile() !== true) return null;
  return { path, size: facts.size, tag: `"${facts.mtimeMs.toString(36)}-${facts.size.toString(36)}"` };
}

function headersFor({ path, tag }: Found): Readonly<Record<string, string>> {
  return {
    'content-type': contentTypes.get(extname(path).toLowerCase()) ?? 'application/octet-stream',
    'accept-ranges': 'bytes',
    // The file behind an address changes with the show; we ask by the tag ourselves.
    'cache-control': 'no-store',
    etag: tag,
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    // Nothing here is a page, whatever the file holds.
    'content-security-policy': "default-src 'none'; sandbox",
  };
}

/** The part that is asked for; null: all of it, `outside`: none of it exists. Of several parts none is taken (RFC 9110). */
export function partOf(range: string | null, size: number): Part | 'outside' | null {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return null;
  if (from === '') {
    const last = Math.min(size, Number(to));
    return last === 0 ? 'outside' : { start: size - last, end: size - 1 };
  }
  const start = Number(from);
  const end = to === '' ? size - 1 : Math.min(size - 1, Number(to));
  if (start >= size) return 'outside';
  return end < start ? null : { start, end };
}

/** Reads while somebody takes; a reader that goes away mid-way is the usual end of a part. */
function bodyOf(path: string, { start, end }: Part): ReadableStream<Uint8Array> {
  let file: FileHandle | null = null;
  let at = start;
  const close = async (): Promise<void> => {
    const closing = file;
    file = null;
    await closing?.close();
  };
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        file ??= await open(path);
        const length = Math.min(blockBytes, end + 1 - at);
        const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, at);
        at += bytesRead;
        if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead));
        // A file that has become shorter ends where it ends.
        if (bytesRead > 0 && at <= end) return;
        await close();
        controller.close();
      } catch (error) {
        await close();
        throw error;
      }
    },
    cancel: close,
  });
}
