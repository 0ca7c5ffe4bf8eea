/** Who gets the program as it is encoded for all, and who an encoding of its own: two are made at most. */
import {
  applyAllLimits,
  codecNames,
  codecsOf,
  fitAllCodecs,
  presetFor,
  type AudioWish,
  type CodecWish,
  type ServiceId,
  type VideoWish,
} from '../services/presets.ts';
import { say } from '../../wire/tongue.ts';

/** 0 is the main one: recording, rehearsal and everybody who takes it. 1 is H.264 and AAC for those who don't. */
export type Rendition = 0 | 1;

/** A destination whose own ceiling is below this share of the bitrate for all does not hold the others down. */
const clearlyBelow = 0.7;

/** What decides about one destination. */
export type RenditionNeed = {
  readonly name: string;
  readonly serviceId: ServiceId;
  /** The most that the user sends there, kb/s of video; absent or null: what its service takes. */
  readonly ceilingKbps?: number | null | undefined;
};

/** What is encoded for all; kb/s of video. */
export type MainRendition = { readonly codecs: CodecWish; readonly kbps: number };

/** The most that a destination takes, kb/s of video: its own ceiling or its service's. */
function ceilingOf({ serviceId, ceilingKbps }: Omit<RenditionNeed, 'name'>): number {
  const limit = presetFor(serviceId).limits.maxVideoKbps ?? Number.POSITIVE_INFINITY;
  return Math.min(limit, ceilingKbps ?? Number.POSITIVE_INFINITY);
}

/** Whether `need` is better served by an encoding of its own than by `main`. */
export function needsOwn(need: Omit<RenditionNeed, 'name'>, { codecs, kbps }: MainRendition): boolean {
  return !takes(need.serviceId, codecs) || ceilingOf(need) < kbps * clearlyBelow;
}

/** Bitrate of the second rendition for those who get it, kb/s; never above the main one's. */
export function secondKbps(needs: readonly Omit<RenditionNeed, 'name'>[], mainKbps: number): number {
  return Math.min(mainKbps, ...needs.map(ceilingOf));
}

/** What to encode for a set of destinations, and a sentence for each thing that differs from the wish. */
export type FittedRenditions = {
  readonly video: VideoWish;
  readonly audio: AudioWish;
  readonly codecs: CodecWish;
  /** The most that all who get the main rendition take, kb/s of video; may be infinite. */
  readonly mostKbps: number;
  /** Null when nobody needs one. `names` are the destinations that get it. */
  readonly second: { readonly kbps: number; readonly names: readonly string[] } | null;
  readonly explanations: readonly string[];
};

type Wish = { readonly video: VideoWish; readonly audio: AudioWish; readonly codecs: CodecWish };

/** Size, rate and sound suit everybody; bitrate and codecs suit those who get the main rendition. */
export function fitRenditions(needs: readonly RenditionNeed[], wish: Wish): FittedRenditions {
  const explanations: string[] = [];
  const services = needs.map(({ serviceId }) => serviceId);
  const wanted = mainFor(needs, { codecs: wish.codecs, kbps: wish.video.kbps });
  if (wanted.codecs !== wish.codecs) explanations.push(...fitAllCodecs(services, wish.codecs).explanations);
  const own = needs.filter((need) => needsOwn(need, wanted));
  const rest = needs.filter((need) => !own.includes(need));
  // Everybody gets the same size, and nobody's bitrate is judged here.
  const shape = applyAllLimits(services, { ...wish.video, kbps: 1 }, wish.audio);
  explanations.push(...shape.explanations);
  const mostKbps = Math.min(...rest.map(ceilingOf));
  const kbps = Math.min(wanted.kbps, mostKbps);
  if (kbps < wish.video.kbps) explanations.push(lowered(own.length === 0 ? needs : rest, wish.video.kbps, kbps));
  const second = own.length === 0 ? null : { kbps: secondKbps(own, kbps), names: own.map(({ name }) => name) };
  for (const name of second?.names ?? []) explanations.push(ownSentence(name, second?.kbps ?? 0));
  const { audio, video } = shape;
  return { video: { ...video, kbps }, audio, codecs: wanted.codecs, mostKbps, second, explanations };
}

/** "Twitch gets H.264 of its own at 6000 kb/s." */
export function ownSentence(name: string, kbps: number): string {
  return say`${name} gets ${codecNames.avc} of its own at ${Math.round(kbps)} kb/s.`;
}

function takes(serviceId: ServiceId, { video, audio }: CodecWish): boolean {
  const taken = codecsOf(serviceId);
  return taken.video.includes(video) && taken.audio.includes(audio);
}

/** Where all would need something else, that is what is encoded for all. */
function mainFor(needs: readonly RenditionNeed[], main: MainRendition): MainRendition {
  if (needs.length === 0 || needs.some((need) => !needsOwn(need, main))) return main;
  const services = needs.map(({ serviceId }) => serviceId);
  const isTaken = needs.some(({ serviceId }) => takes(serviceId, main.codecs));
  const codecs = isTaken ? main.codecs : fitAllCodecs(services, main.codecs).codecs;
  const able = needs.filter(({ serviceId }) => takes(serviceId, codecs));
  return { codecs, kbps: Math.min(main.kbps, Math.max(...able.map(ceilingOf))) };
}

function lowered(needs: readonly RenditionNeed[], from: number, to: number): string {
  const lowest = needs.find((need) => ceilingOf(need) === to) ?? needs[0];
  return say`${lowest?.name ?? say`A destination`} takes at most ${to} kb/s, so we send ${to} instead of ${from}.`;
}
