/** What main hears of the devices: one state for the picture on air and one for the sound. */
import type { CaptureState, CaptureStatus } from '../../../../shared/contract/ipc.ts';
import type { VideoFormat } from '../../../../shared/contract/settings.ts';
import { leadSource } from '../../../../shared/studio/scene/plan/lead.ts';
import { holdersOf, seenSources, standInsOf } from '../../../../shared/studio/scene/plan/seen.ts';
import type { ShowIndex } from '../../../../shared/studio/scene/show-index.ts';

export type CaptureFacts = {
  readonly index: ShowIndex;
  readonly programId: string;
  readonly format: Pick<VideoFormat, 'width' | 'height' | 'fps'> | null;
  /** Null for sources that are no device. */
  readonly stateOf: (sourceId: string) => CaptureState | null;
};

export function captureStatus(facts: CaptureFacts): CaptureStatus {
  return { video: pictureState(facts), audio: soundState(facts) };
}

/**
 * The picture has failed when what has failed is most of it: a corner that is missing leaves the rest, one of four
 * cameras the three others, and a source with a stand-in the stand-in.
 */
function pictureState(facts: CaptureFacts): CaptureState {
  const { index, programId, stateOf } = facts;
  const seen = seenSources(index, programId);
  const failed = seen.find((id) => stateOf(id)?.state === 'failed' && !isHeldUp(facts, id));
  if (failed !== undefined) return stateOf(failed) ?? sceneState(facts, failed);
  // What is about to come is waited for, unless the picture can do without.
  const opening = seen.find((id) => stateOf(id)?.state === 'opening' && !isHeldWhileOpening(facts, id));
  if (opening !== undefined) return { state: 'opening' };
  const leadId = leadSource(index, programId);
  const running = [leadId ?? '', ...seen].map(stateOf).find((state) => state?.state === 'running');
  return running ?? sceneState(facts, leadId);
}

/** Something else is there for viewers, or will be in a moment. */
function isHeldUp({ index, programId, stateOf }: CaptureFacts, id: string): boolean {
  const others = [...holdersOf(index, programId, id), ...standInsOf(index, id)];
  return others.some((other) => stateOf(other)?.state !== 'failed');
}

function isHeldWhileOpening({ index, programId, stateOf }: CaptureFacts, id: string): boolean {
  return holdersOf(index, programId, id).some((other) => (stateOf(other)?.state ?? 'running') === 'running');
}

/** Of a picture that is made here. */
function sceneState({ index, programId, format }: CaptureFacts, leadId: string | null): CaptureState {
  const { width = null, height = null, fps = null } = format ?? {};
  const maker = index.sources.get(leadId ?? '') ?? index.scenes.get(programId);
  return { state: 'running', label: maker?.name ?? '', width, height, fps };
}

/** The main microphone, or else the first device with a sound. */
function soundState({ index, stateOf }: CaptureFacts): CaptureState {
  const devices = index.show.sources.filter(({ input }) => ['microphone', 'system-audio'].includes(input.kind));
  const main = devices.find(({ strip }) => strip?.isMainMicrophone === true) ?? devices[0];
  const state = main === undefined ? null : stateOf(main.id);
  return state ?? { state: 'running', label: '', width: null, height: null, fps: null };
}
