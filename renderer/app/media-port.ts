/** What the panels may ask of the media side; the composition root hands it down, so panels never import it. */
import { createContext, use } from 'react';
import type { Mix } from '../../shared/contract/settings.ts';

/** Peak and RMS of the programme's sound in dBFS, left and right. */
export type Level = { readonly peakDb: readonly [number, number]; readonly rmsDb: readonly [number, number] };

/** A picture size and rate that a camera offers. */
export type CameraFormat = { readonly width: number; readonly height: number; readonly fps: number };

/** The media side as the panels see it. */
export type MediaPort = {
  /** Draws the programme into the canvas, which may be given once only; returns the way to stop. */
  readonly attachPreview: (canvas: HTMLCanvasElement) => () => void;
  /** About 15 levels a second; returns the way to stop. */
  readonly onLevel: (listener: (level: Level) => void) => () => void;
  readonly cameraFormats: (deviceId: string) => Promise<readonly CameraFormat[]>;
  /** Opens the camera and microphone again after a failure. */
  readonly retryCapture: () => void;
  /** Lets a drag of the fader be heard before it is stored. */
  readonly tryMix: (mix: Mix) => void;
};

const silentPort: MediaPort = {
  attachPreview: () => () => undefined,
  onLevel: () => () => undefined,
  cameraFormats: async () => [],
  retryCapture: () => undefined,
  tryMix: () => undefined,
};

/** Provides the media side to the panels. */
export const MediaContext = createContext<MediaPort>(silentPort);

/** The media side, for a component. */
export function useMedia(): MediaPort {
  return use(MediaContext);
}
