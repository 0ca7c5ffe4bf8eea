/** How a stream begins and ends for viewers: on the show's opening scene, and after its closing scene has been seen. */
import { create } from 'zustand';
import type { Show } from '../../../shared/studio/document/show.ts';
import { goLive, isActive, stopSession, useLive } from '../live.ts';
import { putSceneOnAir } from '../show/acts/scene-acts.ts';
import { currentShow } from '../show/show.ts';

/** How long viewers see the closing scene, s. */
export const closingSeconds = 15;

type EdgeStore = {
  /** The user wants to begin on the opening scene, where there is one. */
  readonly startsOnOpening: boolean;
  /** Until the stream ends by itself; null while nobody has asked for that. */
  readonly secondsLeft: number | null;
};

export const useEdges = create<EdgeStore>()(() => ({ startsOnOpening: true, secondsLeft: null }));

/** For the next start. */
export function startOnOpening(startsOnOpening: boolean): void {
  useEdges.setState({ startsOnOpening });
}

/** The show as the stream begins with it. */
export function showAtStart(show: Show, startsOnOpening: boolean): Show {
  const { openingSceneId, stage } = show;
  return openingSceneId === null || !startsOnOpening
    ? show
    : { ...show, stage: { ...stage, programId: openingSceneId } };
}

/** Goes live; the opening scene is on air before anything leaves. */
export async function goLiveFromStart(): Promise<void> {
  const show = currentShow();
  if (show !== null && useEdges.getState().startsOnOpening && show.openingSceneId !== null) {
    await putSceneOnAir(show.openingSceneId, { kind: 'cut' });
  }
  await goLive();
}

let timer: ReturnType<typeof setInterval> | undefined;

/** Shows the closing scene with its transition, and ends the stream after it. */
export async function closeAndEnd(): Promise<void> {
  const closing = currentShow()?.closingSceneId ?? null;
  if (closing === null || useEdges.getState().secondsLeft !== null) return;
  const endsAt = performance.now() + closingSeconds * 1000;
  useEdges.setState({ secondsLeft: closingSeconds });
  timer = setInterval(() => count(endsAt), 250);
  await putSceneOnAir(closing, null);
}

/** The stream goes on; what is on air stays. */
export function keepStreaming(): void {
  clearInterval(timer);
  useEdges.setState({ secondsLeft: null });
}

/** Ends it now, whatever was still to be seen. */
export async function endNow(): Promise<void> {
  keepStreaming();
  await stopSession();
}

function count(endsAt: number): void {
  if (!isActive(useLive.getState().session.state)) return keepStreaming();
  const secondsLeft = Math.ceil((endsAt - performance.now()) / 1000);
  if (secondsLeft <= 0) void endNow();
  else if (secondsLeft !== useEdges.getState().secondsLeft) useEdges.setState({ secondsLeft });
}
