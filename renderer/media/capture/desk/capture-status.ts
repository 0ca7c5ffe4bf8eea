/** What main hears of the devices: one state for the picture on air and one for the sound. */
import type { CaptureState, CaptureStatus } from '../../../../shared/contract/ipc.ts';
import type { VideoFormat } from '../../../../shared/contract/settings.ts';
import { leadSource } from '../../../../shared/studio/scene/plan/lead.ts';
import { neededSources } from '../../../../shared/studio/scene/reach.ts';
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

/** A device on air that has failed, or else the one that the program stands or falls with, or else the scene itself. */
function pictureState(facts: CaptureFacts): CaptureState {
  const { index, programId, stateOf } = facts;
  const shown = [...neededSources(index, [{ kind: 'scene', sceneId: programId }], [])]
    .filter(([, need]) => need === 'shown')
    .flatMap(([id]) => stateOf(id) ?? []);
  const failed = shown.find(({ state }) => state === 'failed');
  const leadId = leadSource(index, programId);
  const lead = leadId === null ? null : stateOf(leadId);
  return failed ?? lead ?? shown[0] ?? sceneState(facts, leadId);
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
