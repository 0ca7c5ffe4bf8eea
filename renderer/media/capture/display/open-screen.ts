/** Opens a screen or a window and makes the stream of its frames, which the Worker reads without the page's help. */
/// <reference types="dom-mediacapture-transform" />
import type { CaptureChoice } from '../../../../shared/contract/show/capture.ts';
import type { Reply, StudioError } from '../../../../shared/errors.ts';
import type { InputOf } from '../../../../shared/studio/document/source.ts';
import type { OpenDevice } from '../device-keeper.ts';

/** `capture.choose` of the contract. */
export type Choose = (choice: CaptureChoice) => Promise<Reply<{ readonly id: string; readonly label: string }>>;

/** What is captured at most: no more than the program can show. */
export type ScreenLimits = { readonly width: number; readonly height: number; readonly fps: number };

/** An open screen or window; `readable` is to be transferred at once. It gives no frames while nothing on it changes. */
export type OpenScreen = OpenDevice & {
  readonly readable: ReadableStream<VideoFrame>;
  readonly width: number | null;
  readonly height: number | null;
  readonly fps: number | null;
};

/** Choices are for the next capture, so one capture waits for the one before it. */
let queue: Promise<unknown> = Promise.resolve();

/** By then a capture has taken its choice; only the answer to the desktop's own question may still be missing, ms. */
const turnMillis = 10_000;

/** Begins one capture after the other. */
export function inTurn<T>(capture: () => Promise<T>): Promise<T> {
  const before = queue;
  const turn = before.then(capture);
  const patience = before.then(() => new Promise((resolve) => setTimeout(resolve, turnMillis)));
  queue = Promise.race([turn.catch(() => undefined), patience]);
  return turn;
}

/**
 * Opens it; with an id that the system has given anew it is found by its name. Rejects with the names that getUserMedia
 * uses: NotFoundError when it is gone, NotAllowedError when the user or the system refuses.
 */
export function openScreen(
  input: InputOf<'screen' | 'window'>,
  { choose, limits }: { readonly choose: Choose; readonly limits: ScreenLimits },
): Promise<OpenScreen> {
  return inTurn(async () => {
    const chosen = await choose(choiceOf(input));
    if (!chosen.ok) throw rejection(chosen.error);
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: constraints(input, limits), audio: false });
    const [track] = stream.getVideoTracks();
    if (track === undefined) throw new DOMException('no video track', 'NotFoundError');
    // Text and lines are to stay sharp rather than smooth.
    track.contentHint = 'detail';
    const settings = track.getSettings();
    return {
      device: { deviceId: chosen.value.id, label: chosen.value.label },
      track,
      readable: new MediaStreamTrackProcessor({ track }).readable,
      width: settings.width ?? null,
      height: settings.height ?? null,
      fps: settings.frameRate ?? null,
      close: () => track.stop(),
    };
  });
}

function choiceOf(input: InputOf<'screen' | 'window'>): CaptureChoice {
  const { kind, label } = input;
  return { kind, id: input.kind === 'screen' ? input.displayId : input.windowId, label };
}

/** A region is cut out later, so the whole is captured as large as it is. */
function constraints(input: InputOf<'screen' | 'window'>, limits: ScreenLimits): MediaTrackConstraints {
  const isWhole = input.kind === 'window' || input.region === null;
  const size = isWhole ? { width: { max: limits.width }, height: { max: limits.height } } : {};
  // `cursor` is of Screen Capture 5.4 and lacks in TypeScript's own types.
  const cursor: MediaTrackConstraints & { readonly cursor: string } = { cursor: input.cursor ? 'always' : 'never' };
  return { ...size, ...cursor, frameRate: { max: limits.fps } };
}

/** An error of main as a browser would put it. */
export function rejection({ code, facts }: StudioError): DOMException {
  const detail = String(facts['why'] ?? facts['file'] ?? code);
  if (code.endsWith('-missing')) return new DOMException(detail, 'NotFoundError');
  if (code.endsWith('-denied')) return new DOMException(detail, 'NotAllowedError');
  return new DOMException(detail, 'NotReadableError');
}
