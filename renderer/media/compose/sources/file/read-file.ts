/** Reads files of the show, as main serves them: never more of one than is allowed, and an error with a reason otherwise. */
import { fail, ok, type Reply } from '../../../../../shared/errors.ts';

const mebibyte = 1_048_576;

/** The bytes of one file, what main takes them for, and a tag that is another one once the file has changed. */
export type ShowFile = { readonly bytes: ArrayBuffer; readonly type: string; readonly tag: string | null };

/** A whole file by its address; one that is larger is not read any further, whatever was said of its length. */
export async function readShowFile(url: string, mostMebibytes: number): Promise<Reply<ShowFile>> {
  const answer = await fetch(url).catch(() => null);
  if (answer === null || !answer.ok) return fileFailure(answer?.status ?? 404);
  const most = mostMebibytes * mebibyte;
  const isTooLarge = Number(answer.headers.get('content-length') ?? 0) > most;
  const read = isTooLarge ? 'too much' : await readUpTo(answer.body, most);
  if (read === 'too much') {
    answer.body?.cancel().catch(() => undefined);
    return fail('source-file-unusable', { why: `it is larger than ${mostMebibytes} MB` });
  }
  if (read === null) return fail('source-file-unusable', { why: 'it can’t be read' });
  return ok({ bytes: read, type: answer.headers.get('content-type') ?? '', tag: answer.headers.get('etag') });
}

/** Why main does not open the file: its path names another computer. */
const remoteFile = 'it lies on another computer; copy it to this one, or give the share a drive letter';

/** The error for an answer of main's file server. */
export function fileFailure(status: number): { readonly ok: false } & Reply<never> {
  if (status === 404) return fail('source-file-missing');
  return fail('source-file-unusable', { why: status === 403 ? remoteFile : 'it can’t be read' });
}

/** Null when it breaks off. */
async function readUpTo(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  most: number,
): Promise<ArrayBuffer | 'too much' | null> {
  if (body === null) return new ArrayBuffer(0);
  let length = 0;
  const bounded = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform: (part, controller) => {
      length += part.byteLength;
      if (length > most) controller.error(new RangeError('too much'));
      else controller.enqueue(part);
    },
  });
  const read = await new Response(body.pipeThrough(bounded)).arrayBuffer().catch(() => null);
  return length > most ? 'too much' : read;
}
