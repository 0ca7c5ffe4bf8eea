/** RNNoise for the desk: loaded when the first filter asks for it, 4.8 MB of WebAssembly and its model in one file. */
import type { Rnnoise } from '@shiguredo/rnnoise-wasm';
import {
  denoiserFrames,
  type CreateDenoiser,
  type Denoiser,
} from '../../../../shared/studio/audio/chain/noise-suppression.ts';

/** RNNoise counts in 16-bit samples. */
const scale = 32_768;

/** Makes denoisers once RNNoise is loaded; sound goes on unfiltered before, and if it can't be had. */
export function createRnnoise(onFault: (error: unknown) => void): CreateDenoiser {
  let rnnoise: Rnnoise | null = null;
  let isAsked = false;
  const start = async () => {
    rnnoise = await load();
  };
  return () => {
    if (rnnoise !== null) return startDenoiser(rnnoise);
    if (!isAsked) start().catch(onFault);
    isAsked = true;
    return null;
  };
}

async function load(): Promise<Rnnoise> {
  const module = await import('@shiguredo/rnnoise-wasm');
  const rnnoise = await module.Rnnoise.load();
  if (rnnoise.frameSize !== denoiserFrames) throw new Error(`RNNoise takes ${rnnoise.frameSize} frames`);
  return rnnoise;
}

function startDenoiser(rnnoise: Rnnoise): Denoiser {
  const state = rnnoise.createDenoiseState();
  return {
    clean: (samples) => {
      for (let index = 0; index < samples.length; index += 1) samples[index] = (samples[index] ?? 0) * scale;
      state.processFrame(samples);
      for (let index = 0; index < samples.length; index += 1) samples[index] = (samples[index] ?? 0) / scale;
    },
    close: () => state.destroy(),
  };
}
