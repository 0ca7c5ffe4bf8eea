/** What the panels may ask of the media side; the composition root hands it down, so panels never import it. */
import { createContext, use, useEffect, useState } from 'react';
import type { Transform } from '../../shared/studio/document/scene.ts';
import type { SoundFinding, SoundLevels } from '../../shared/studio/audio/level/levels.ts';

/** Peak and RMS of the programme's sound in dBFS, left and right. */
export type Level = { readonly peakDb: readonly [number, number]; readonly rmsDb: readonly [number, number] };

/** A picture size and rate that a camera offers. */
export type CameraFormat = { readonly width: number; readonly height: number; readonly fps: number };

/** What a live picture in the window shows. */
export type ViewOf =
  | { readonly kind: 'program' | 'preview' | 'multiview' | 'received' }
  | { readonly kind: 'scene'; readonly sceneId: string }
  | { readonly kind: 'source'; readonly sourceId: string };

/** Items of a scene that are somewhere else while they are dragged. */
export type Placing = {
  readonly sceneId: string;
  readonly changes: readonly { readonly itemId: string; readonly transform: Transform }[];
};

/** What a film can be told; `seek` in ms from the start of the file that plays. */
export type FilmOrder =
  { readonly kind: 'play' | 'pause' | 'restart' | 'next' } | { readonly kind: 'seek'; readonly millis: number };

/** Where a film stands: number of its file, ms in it, its length (0 while unknown), and why it does not move. */
export type FilmPosition = {
  readonly index: number;
  readonly millis: number;
  readonly lengthMillis: number;
  readonly isPaused: boolean;
  readonly rests: 'unseen' | 'ended' | null;
};

/** The media side as the panels see it. */
export type MediaPort = {
  /** Draws the programme into the canvas, which may be given once only; returns the way to stop. */
  readonly attachPreview: (canvas: HTMLCanvasElement) => () => void;
  /** Draws a picture into the canvas, which may be given once only; returns the way to stop. */
  readonly closeReceived: () => void;
  readonly attachView: (canvas: HTMLCanvasElement, of: ViewOf, fps: number) => () => void;
  /** Shows items elsewhere, at display rate, without storing it; no changes end it. */
  readonly place: (placing: Placing) => void;
  /** About 15 levels a second; returns the way to stop. */
  readonly onLevel: (listener: (level: Level) => void) => () => void;
  /** Levels of every strip, about 20 a second; returns the way to stop. */
  readonly onLevels: (listener: (levels: SoundLevels) => void) => () => void;
  /** What the detectors find, whenever it changes; returns the way to stop. */
  readonly onSoundFindings: (listener: (findings: readonly SoundFinding[]) => void) => () => void;
  /** Plays, pauses and seeks a film. */
  readonly controlFilm: (sourceId: string, order: FilmOrder) => void;
  /** Where a film stands, twice a second while it moves, null while it is not open; returns the way to stop. */
  readonly watchFilm: (sourceId: string, listener: (position: FilmPosition | null) => void) => () => void;
  readonly cameraFormats: (deviceId: string) => Promise<readonly CameraFormat[]>;
  /** Opens the camera and microphone again after a failure. */
  readonly retryCapture: () => void;
};

const silentPort: MediaPort = {
  attachPreview: () => () => undefined,
  attachView: () => () => undefined,
  closeReceived: () => undefined,
  place: () => undefined,
  onLevel: () => () => undefined,
  onLevels: () => () => undefined,
  onSoundFindings: () => () => undefined,
  controlFilm: () => undefined,
  watchFilm: () => () => undefined,
  cameraFormats: async () => [],
  retryCapture: () => undefined,
};

/** Provides the media side to the panels. */
export const MediaContext = createContext<MediaPort>(silentPort);

/** The media side, for a component. */
export function useMedia(): MediaPort {
  return use(MediaContext);
}

/** What the sound's detectors find now. */
export function useSoundFindings(): readonly SoundFinding[] {
  const { onSoundFindings } = useMedia();
  const [findings, setFindings] = useState<readonly SoundFinding[]>([]);
  useEffect(() => onSoundFindings(setFindings), [onSoundFindings]);
  return findings;
}
