/** The sentence and the one action of each trouble: what happened, what viewers see, what we do, what you can do. */
import type { Finding, FindingKind } from '../diagnosis/finding.ts';
import type { DiagnosisSample, OutputSample } from '../diagnosis/sample.ts';
import { formatRate } from '../diagnosis/stages.ts';
import { sentenceFor } from './sentences.ts';
import { say } from '../../wire/tongue.ts';

/** What a verdict's button does; the contract's list says the same. */
export type VerdictAction =
  'retry-now' | 'lower-bitrate' | 'lower-fps' | 'reopen-camera' | 'choose-folder' | 'open-dashboard' | 'none';

/** At most 300 characters of text. */
export type VerdictWords = { readonly text: string; readonly action: VerdictAction };

/** Longest name of a device or destination in a sentence, and longest sentence. */
const longestName = 48;
const longestText = 300;

type Scene = { readonly sample: DiagnosisSample; readonly output: OutputSample | null };

/** The words for `finding` as things stand in `sample`. */
export function verdictWords(finding: Finding, sample: DiagnosisSample): VerdictWords {
  const output = sample.outputs.find(({ id }) => id === finding.outputId) ?? null;
  const scene = { sample, output };
  const words = finding.isRecovering
    ? { text: say`${recoveries[finding.kind](scene)} We keep an eye on it for a few seconds.`, action: 'none' as const }
    : sentences[finding.kind](scene);
  return { ...words, text: words.text.slice(0, longestText) };
}

const sentences: Readonly<Record<FindingKind, (scene: Scene) => VerdictWords>> = {
  'camera-gone': ({ sample }) => ({ text: sample.source.trouble, action: 'reopen-camera' }),
  'camera-frozen': ({ sample }) => ({
    text: say`${camera(sample)} sends no new pictures. Viewers see a picture that stands still, or your holding picture. Open the camera again, or check its cable.`,
    action: 'reopen-camera',
  }),
  'camera-slow': ({ sample }) => ({
    text: say`${camera(sample)} gives ${Math.round(sample.worker?.captureFps ?? 0)} of ${Math.round(sample.source.fps ?? sample.fps)} pictures a second. Viewers may see it jerk. More light often helps; so does opening the camera again.`,
    action: 'reopen-camera',
  }),
  'page-gone': () => ({
    text: say`The studio window stopped working. Viewers see your holding picture. Uplink is starting the window again.`,
    action: 'none',
  }),
  'mix-slow': () => ({
    text: say`This computer is too busy to put every picture together. Viewers see stutter. Close other programs, or lower the frame rate.`,
    action: 'lower-fps',
  }),
  'encoder-stopped': () => ({
    text: say`The encoder stopped giving pictures. Viewers see a picture that stands still. Uplink is starting it again.`,
    action: 'none',
  }),
  'sound-stopped': () => ({
    text: say`The sound encoder stopped. Viewers hear nothing. Uplink is starting it again.`,
    action: 'none',
  }),
  'encoder-slow': () => ({
    text: say`The encoder can't keep up, so pictures are left out. Viewers see stutter. Lower the frame rate, or choose a smaller picture.`,
    action: 'lower-fps',
  }),
  'handover-slow': () => ({
    text: say`This computer is too busy to hand every picture on. Viewers see stutter. Close other programs, or lower the bitrate.`,
    action: 'lower-bitrate',
  }),
  'computer-busy': () => ({
    text: say`This computer is too busy to send: even the copy that stays on it lacks pictures, so it isn't the network. Viewers see stutter. Close other programs, or lower the frame rate.`,
    action: 'lower-fps',
  }),
  'network-down': ({ sample }) => ({
    text: say`Nothing gets out of this computer to ${everybody(sample)}. Viewers see a pause. Uplink keeps trying.${recordingGoesOn(sample)} Check the network cable or Wi-Fi.`,
    action: 'retry-now',
  }),
  'network-slow': ({ sample }) => ({
    text: say`Your upload is slower than the stream${shortfall(sample)}. Viewers may see stutter. Uplink lowers the bitrate and raises it again when the link recovers. Other uploads on this network slow it down.`,
    action: 'lower-bitrate',
  }),
  'output-slow': ({ sample, output }) => ({
    text: say`The way to ${nameOf(output)} is slower than the stream; ${othersFine(sample, output)}. Viewers on ${nameOf(output)} may see stutter. A new connection can find a better way.`,
    action: 'retry-now',
  }),
  'rate-lowered': ({ sample }) => ({
    text: say`Your upload does not carry the whole stream${shortfall(sample)}. Viewers see a softer picture. Uplink raises the bitrate again by itself when the link recovers.`,
    action: 'lower-bitrate',
  }),
  'output-refused': ({ sample, output }) => refused(sample, output),
  'output-stalled': ({ sample, output }) => ({
    text: say`${capital(nameOf(output))} stopped accepting data; ${othersFine(sample, output)}. Viewers on ${nameOf(output)} see a pause. Uplink keeps trying.${recordingGoesOn(sample)}`,
    action: 'retry-now',
  }),
  'output-unconfirmed': ({ sample, output }) => ({
    text: say`${capital(nameOf(output ?? only(sample)))} no longer confirms what it gets. We can't tell whether viewers get it all. Look at the service's own page.`,
    action: 'open-dashboard',
  }),
  'copy-without-sound': () => ({
    text: say`You're sending, but the copy we get back has no sound. Viewers hear nothing. Choose the microphone again; if that doesn't help, end and start again.`,
    action: 'none',
  }),
  'copy-silent': () => ({
    text: say`Your microphone is open, but the copy we get back has been silent for 20 s. Viewers hear nothing. Check its switch, its cable and its level.`,
    action: 'none',
  }),
  'copy-slow': ({ sample }) => ({
    text: say`The copy we get back has ${Math.round(sample.copy?.fps ?? 0)} of ${Math.round(sample.fps)} pictures a second, so the fault is on this computer. Viewers see stutter. Close other programs, or lower the frame rate.`,
    action: 'lower-fps',
  }),
  'copy-still': () => ({
    text: say`The copy we get back shows the same picture for 3 s. Viewers see a picture that stands still. Check the picture source.`,
    action: 'reopen-camera',
  }),
  'copy-black': () => ({
    text: say`The copy we get back is black. Viewers see a black picture. Check the lens cap and the picture source.`,
    action: 'reopen-camera',
  }),
  'copy-skewed': ({ sample }) => ({
    text: say`Picture and sound are ${Math.round(Math.abs(sample.copy?.skewMillis ?? 0))} ms apart in the copy we get back. Viewers see lips out of step. Open the camera again.`,
    action: 'reopen-camera',
  }),
  'copy-faulty': ({ sample }) => ({
    text: say`The copy we get back is not right: ${lastProblem(sample)} Viewers may have seen a short fault.`,
    action: 'none',
  }),
};

const recoveries: Readonly<Record<FindingKind, (scene: Scene) => string>> = {
  'camera-gone': ({ sample }) => say`${camera(sample)} is back.`,
  'camera-frozen': ({ sample }) => say`${camera(sample)} moves again.`,
  'camera-slow': ({ sample }) => say`${camera(sample)} is back at its full frame rate.`,
  'page-gone': () => say`The studio window works again.`,
  'mix-slow': () => say`This computer keeps up again.`,
  'encoder-stopped': () => say`The encoder works again.`,
  'sound-stopped': () => say`The sound encoder works again.`,
  'encoder-slow': () => say`The encoder keeps up again.`,
  'handover-slow': () => say`This computer keeps up again.`,
  'computer-busy': () => say`This computer keeps up again.`,
  'network-down': ({ sample }) => say`Data reaches ${everybody(sample)} again.`,
  'network-slow': () => say`Your upload keeps up again.`,
  'output-slow': ({ output }) => say`The way to ${nameOf(output)} keeps up again.`,
  'rate-lowered': () => say`The bitrate is back where you want it.`,
  'output-refused': ({ sample, output }) => say`${capital(nameOf(output ?? only(sample)))} takes the stream again.`,
  'output-stalled': ({ output }) => say`${capital(nameOf(output))} accepts data again.`,
  'output-unconfirmed': ({ sample, output }) => say`${capital(nameOf(output ?? only(sample)))} confirms again.`,
  'copy-without-sound': () => say`The copy we get back has sound again.`,
  'copy-silent': () => say`The copy we get back has sound again.`,
  'copy-slow': () => say`The copy we get back is whole again.`,
  'copy-still': () => say`The picture moves again.`,
  'copy-black': () => say`The picture is no longer black.`,
  'copy-skewed': () => say`Picture and sound are together again.`,
  'copy-faulty': () => say`The copy we get back had a short fault and is right again.`,
};

/** The words of the server's refusal, or of its cut. */
function refused(sample: DiagnosisSample, output: OutputSample | null): VerdictWords {
  const told = output ?? only(sample);
  const fine = output === null ? '' : ` ${capital(othersFine(sample, output))}.`;
  if (told?.reason === null || told?.reason === undefined) {
    return {
      text: say`${capital(nameOf(told))} closed the connection. Viewers see a pause.${fine}`,
      action: 'retry-now',
    };
  }
  const { text } = sentenceFor(told.reason, { service: nameOf(told), host: '' });
  const isHopeless = !told.reason.retryable;
  const next = isHopeless
    ? say` Check the stream key and the channel on the service’s own page.`
    : say` Uplink keeps trying.`;
  return { text: `${text}${fine}${next}`, action: isHopeless ? 'open-dashboard' : 'retry-now' };
}

function camera({ source }: DiagnosisSample): string {
  return source.name === '' ? say`The picture source` : short(source.name);
}

function nameOf(output: OutputSample | null | undefined): string {
  return output === null || output === undefined || output.name === '' ? say`the server` : short(output.name);
}

/** The only destination; null when there are several. */
function only({ outputs }: DiagnosisSample): OutputSample | null {
  return outputs.length === 1 ? (outputs[0] ?? null) : null;
}

function everybody(sample: DiagnosisSample): string {
  return sample.outputs.length > 1 ? say`any destination` : nameOf(only(sample));
}

function othersFine({ outputs }: DiagnosisSample, output: OutputSample | null): string {
  const others = outputs.filter(({ id, state }) => id !== output?.id && state === 'live');
  const [other] = others;
  return others.length === 1 && other !== undefined ? say`${nameOf(other)} is fine` : say`the others are fine`;
}

/** " (3.1 of 6.0 Mb/s)", as far as it is known. */
function shortfall({ rate, outputs }: DiagnosisSample): string {
  if (rate === null || rate.targetKbps <= 0) return '';
  const slowest = Math.min(
    rate.kbps,
    ...outputs.filter(({ state }) => state === 'live').map(({ sentKbps }) => sentKbps),
  );
  return slowest < rate.targetKbps ? say` (${formatRate(slowest)} of ${formatRate(rate.targetKbps)})` : '';
}

function recordingGoesOn({ isRecording }: DiagnosisSample): string {
  return isRecording ? say` The recording goes on.` : '';
}

function lastProblem({ copy }: DiagnosisSample): string {
  return (copy?.problems.at(-1) ?? say`it had a fault.`).slice(0, 120);
}

function short(name: string): string {
  const characters = Array.from(name);
  return characters.length <= longestName ? name : `${characters.slice(0, longestName - 1).join('')}…`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
