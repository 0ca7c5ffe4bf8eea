/** Presets of the streaming services: what each one takes, and the settings that fit it; stores nothing itself. */
import { serviceTable, type ServiceFacts, type ServiceLimits } from './service-table.ts';
import { said, say, spokenCatalogue } from '../../wire/tongue.ts';

/** Services with a preset; `custom` is any RTMP server and `rehearsal` the built-in ingest. */
export const serviceIds = [
  'rehearsal',
  'youtube',
  'youtube-backup',
  'twitch',
  'facebook',
  'kick',
  'x',
  'tiktok',
  'custom',
] as const;

/** What a profile stores as its service. */
export type ServiceId = (typeof serviceIds)[number];

/** A service with its id. */
export type ServicePreset = ServiceFacts & { readonly id: ServiceId };

/** Size, frame rate and kb/s asked of the video encoder. */
export type VideoWish = {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly kbps: number;
};

/** kb/s asked of the audio encoder. */
export type AudioWish = { readonly kbps: number };

/** What picture and sound are encoded with. */
export type CodecWish = { readonly video: 'avc' | 'av1'; readonly audio: 'aac' | 'opus' };

/** Wishes within the limits of a service, and a sentence for each thing that had to change. */
export type FittedFormat = {
  readonly video: VideoWish;
  readonly audio: AudioWish;
  readonly explanations: readonly string[];
};

/** 720p30 at 4 Mb/s is what a laptop without a hardware encoder holds, and every service takes it. */
const safeVideo: VideoWish = { width: 1280, height: 720, fps: 30, kbps: 4000 };

/** Smallest side that the encoder settings allow. */
const smallestSide = 160;

const factsOf: Readonly<Record<ServiceId, ServiceFacts>> = serviceTable;

/** The facts with their words as they are said now. */
function toldFacts(serviceId: ServiceId): ServiceFacts {
  const facts = factsOf[serviceId];
  if (spokenCatalogue() === null) return facts;
  return {
    ...facts,
    name: said(facts.name),
    servers: facts.servers.map((server) => ({ ...server, name: said(server.name) })),
    notes: facts.notes.map(said),
    keyHelp: said(facts.keyHelp),
  };
}

/** The preset of `serviceId`. */
export function presetFor(serviceId: ServiceId): ServicePreset {
  return { id: serviceId, ...toldFacts(serviceId) };
}

/** The second address that the service itself gives for `serverUrl`; empty when it has none. */
export function backupFor(serviceId: ServiceId, serverUrl: string): string {
  return factsOf[serviceId].servers.find((server) => server.url === serverUrl)?.backupUrl ?? '';
}

/** What a profile's main destination is called: its service, or the profile where that would say nothing. */
export function mainDestinationName(serviceId: ServiceId, profileName: string): string {
  return serviceId === 'custom' ? profileName : toldFacts(serviceId).name;
}

/** `applyLimits` of several services, since all get the same stream: each one's limits in turn. */
export function applyAllLimits(services: readonly ServiceId[], video: VideoWish, audio: AudioWish): FittedFormat {
  let fitted: FittedFormat = { video, audio, explanations: [] };
  for (const serviceId of new Set(services)) {
    const next = applyLimits(serviceId, fitted.video, fitted.audio);
    fitted = { ...next, explanations: [...fitted.explanations, ...next.explanations] };
  }
  return fitted;
}

/** Clamps the wishes to what the service takes; what fits already comes back unchanged and unexplained. */
export function applyLimits(serviceId: ServiceId, video: VideoWish, audio: AudioWish): FittedFormat {
  const { name, limits } = toldFacts(serviceId);
  const explanations: string[] = [];
  const box = boxFor(video, limits);
  const size = fitSize(video, box);
  if (size.width !== video.width || size.height !== video.height) {
    explanations.push(
      say`${name} takes at most ${box.width}×${box.height}, so we send ${size.width}×${size.height} instead of ${video.width}×${video.height}.`,
    );
  }
  const fps = Math.min(video.fps, limits.maxFps);
  if (fps !== video.fps) {
    explanations.push(say`${name} takes at most ${limits.maxFps} fps, so we send ${fps} instead of ${video.fps}.`);
  }
  const kbps = atMost(video.kbps, limits.maxVideoKbps);
  if (kbps !== video.kbps) {
    explanations.push(say`${name} takes at most ${kbps} kb/s, so we send ${kbps} instead of ${video.kbps}.`);
  }
  const audioKbps = atMost(audio.kbps, limits.maxAudioKbps);
  if (audioKbps !== audio.kbps) {
    explanations.push(
      say`${name} takes at most ${audioKbps} kb/s of sound, so we send ${audioKbps} instead of ${audio.kbps}.`,
    );
  }
  return { video: { ...size, fps, kbps }, audio: { kbps: audioKbps }, explanations };
}

/** The codecs a service takes, the one that always works first. */
export function codecsOf(serviceId: ServiceId): ServiceFacts['codecs'] {
  return factsOf[serviceId].codecs;
}

/** What the service does not take becomes H.264 or AAC, with a sentence for each change. */
export function fitCodecs(
  serviceId: ServiceId,
  wish: CodecWish,
): { readonly codecs: CodecWish; readonly explanations: readonly string[] } {
  const { name, codecs } = toldFacts(serviceId);
  const explanations: string[] = [];
  const video = codecs.video.includes(wish.video) ? wish.video : 'avc';
  const audio = codecs.audio.includes(wish.audio) ? wish.audio : 'aac';
  if (video !== wish.video) explanations.push(say`${name} does not take ${codecNames[wish.video]}, so we send H.264.`);
  if (audio !== wish.audio) explanations.push(say`${name} does not take ${codecNames[wish.audio]}, so we send AAC.`);
  return { codecs: { video, audio }, explanations };
}

/** `fitCodecs` of several services: what one of them does not take becomes H.264 or AAC for all. */
export function fitAllCodecs(
  services: readonly ServiceId[],
  wish: CodecWish,
): { readonly codecs: CodecWish; readonly explanations: readonly string[] } {
  const explanations: string[] = [];
  let codecs = wish;
  for (const serviceId of new Set(services)) {
    const fitted = fitCodecs(serviceId, codecs);
    ({ codecs } = fitted);
    explanations.push(...fitted.explanations);
  }
  return { codecs, explanations };
}

/** As people know them. */
export const codecNames = { avc: 'H.264', av1: 'AV1', aac: 'AAC', opus: 'Opus' } as const;

/** Settings that every streamer on `serviceId` can start with. */
export function recommend(serviceId: ServiceId): {
  readonly video: VideoWish;
  readonly audio: AudioWish;
  readonly codecs: CodecWish;
} {
  const { video, audio } = applyLimits(serviceId, safeVideo, { kbps: factsOf[serviceId].recommendedAudioKbps });
  return { video, audio, codecs: { video: 'avc', audio: 'aac' } };
}

function atMost(value: number, limit: number | null): number {
  return limit === null ? value : Math.min(value, limit);
}

type Size = { readonly width: number; readonly height: number };

/** The largest picture the service takes, turned when the picture is tall. */
function boxFor(video: VideoWish, limits: ServiceLimits): Size {
  const isTall = video.height > video.width;
  return {
    width: (isTall ? limits.maxHeight : limits.maxWidth) ?? video.width,
    height: (isTall ? limits.maxWidth : limits.maxHeight) ?? video.height,
  };
}

/** Shrinks to the box; keeps the shape, and even sides as 4:2:0 sampling needs them. */
function fitSize(video: VideoWish, box: Size): Size {
  const scale = Math.min(1, box.width / video.width, box.height / video.height);
  if (scale === 1) return { width: video.width, height: video.height };
  return { width: evenSide(video.width * scale), height: evenSide(video.height * scale) };
}

function evenSide(side: number): number {
  return Math.max(smallestSide, 2 * Math.round(side / 2));
}
