/** Opens what the computer plays, or what one web page plays, as a stream of sound at 48 kHz. */
import type { InputOf } from '../../../../shared/studio/document/source.ts';
import { openMicrophone, openSound, type OpenMicrophone } from '../open-microphone.ts';
import { inTurn, rejection, type Choose } from './open-screen.ts';

/** A device by its id, or the system's own loopback where that is empty. Rejects as getUserMedia does. */
export function openSystemAudio(
  input: InputOf<'system-audio'>,
  { choose, deviceId }: { readonly choose: Choose; readonly deviceId: string },
): Promise<OpenMicrophone> {
  if (deviceId !== '') return openMicrophone(deviceId);
  return openCaptured(choose, { kind: 'system-audio' }, input.label);
}

/** The sound of a web page that is a source. */
export function openPageSound(sourceId: string, choose: Choose): Promise<OpenMicrophone> {
  return openCaptured(choose, { kind: 'page-sound', sourceId }, '');
}

function openCaptured(choose: Choose, choice: Parameters<Choose>[0], label: string): Promise<OpenMicrophone> {
  return inTurn(async () => {
    const chosen = await choose(choice);
    if (!chosen.ok) throw rejection(chosen.error);
    const unprocessed = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    // A page's sound comes only with its picture; that is stopped at once.
    const video = choice.kind === 'page-sound' ? { width: { max: 16 }, frameRate: { max: 1 } } : false;
    const stream = await navigator.mediaDevices.getDisplayMedia({ video, audio: unprocessed });
    for (const track of stream.getVideoTracks()) track.stop();
    return openSound(stream, { deviceId: '', label });
  });
}
