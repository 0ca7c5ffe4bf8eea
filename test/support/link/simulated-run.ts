/** A broadcast over one simulated link, steered by one controller. */
import { BitrateController } from '../../../shared/live/delivery/bitrate-controller.ts';
import { SimulatedEncoder, type EncoderOptions } from './simulated-encoder.ts';
import type { LinkOptions } from './simulated-link.ts';
import { SimulatedOutput, type Telling } from './simulated-output.ts';

export type RunOptions = EncoderOptions & {
  readonly link: LinkOptions;
  readonly seconds: number;
  /** The user's wish, kb/s, at a time in ms. */
  readonly targetKbps: (now: number) => number;
  /** Without it the encoder keeps the target. */
  readonly controller: boolean;
  readonly window: Telling;
  /** Ms between two looks of the controller. */
  readonly lookMillis?: number;
};

export type RunResult = {
  /** Every bitrate that was asked of the encoder, in order; the first is the target. */
  readonly rates: readonly { readonly at: number; readonly kbps: number }[];
  /** Longest time in the buffers of the system from a second of the run on, ms. */
  readonly hiddenMillis: (fromSecond?: number) => number;
  /** Ms of picture and of sound that never arrived, holes between what did. */
  readonly lostVideoMillis: number;
  readonly lostAudioMillis: number;
  /** Longest time from encoder to server, ms. */
  readonly latencyMillis: number;
  readonly deliveredBytes: number;
};

/** Runs from 0 to `seconds`. */
export function simulate(options: RunOptions): RunResult {
  const { targetKbps, audioKbps, lookMillis = 200 } = options;
  const output = new SimulatedOutput(options.link, options.window);
  const encoder = new SimulatedEncoder(targetKbps(0), options);
  const controller = new BitrateController();
  const rates = [{ at: 0, kbps: encoder.kbps }];
  for (let now = 0; now < options.seconds * 1000; now += 1) {
    output.pass(now);
    for (const packet of encoder.due(now)) if (output.push(packet, now)) encoder.askKeyFrame();
    output.pump(encoder.totalKbps, now);
    if (!options.controller || now % lookMillis !== 0) continue;
    const kbps = controller.look({ ...output.sample(now), targetKbps: targetKbps(now), audioKbps }, now);
    if (kbps !== encoder.kbps) rates.push({ at: now, kbps });
    encoder.kbps = kbps;
  }
  return {
    rates,
    hiddenMillis: (fromSecond) => output.hiddenMillis(fromSecond),
    lostVideoMillis: output.lost.video,
    lostAudioMillis: output.lost.audio,
    latencyMillis: Math.max(0, ...Array.from(output.latencies, (most) => most ?? 0)),
    deliveredBytes: output.written,
  };
}
