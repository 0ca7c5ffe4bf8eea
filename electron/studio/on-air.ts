/** Which profile is on air and what goes to each of its destinations; keys are revealed here and go nowhere but into a function. */
import type { SessionSnapshot } from '../../shared/contract/session.ts';
import type { Destination, Profile, RateSettings } from '../../shared/contract/settings.ts';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import { fitRenditions } from '../../shared/live/delivery/renditions.ts';
import { mainDestinationName, presetFor } from '../../shared/live/services/presets.ts';
import type { Secret } from '../../shared/wire/secret.ts';
import { gopSeconds, type DestinationTarget, type SessionPlan } from '../session/target.ts';

/** What a plan needs besides the profile. */
export type PlanWish = {
  readonly mode: 'rehearsal' | 'live';
  readonly source: string;
  readonly rate: RateSettings;
};

/** The main destination in the shape of the others. */
export function mainDestination(profile: Profile): Destination {
  const { id, name, serviceId, serverUrl, backupUrl, hotStandby, priority, enabled, soundTrack } = profile;
  const address = { serviceId, serverUrl, backupUrl, hotStandby, priority, enabled, soundTrack };
  return { id, name: mainDestinationName(serviceId, name), ...address };
}

/** Holds the keys of what is on air, so that a key entered while live counts from the next attempt on. */
export class OnAir {
  readonly #reveal: (id: string) => Promise<Secret | null>;
  readonly #keys = new Map<string, Secret>();
  readonly #confirmed = new Set<string>();
  #profileId: string | null = null;

  constructor(reveal: (id: string) => Promise<Secret | null>) {
    this.#reveal = reveal;
  }

  /** True while this profile is the one on air. */
  isProfile(id: string): boolean {
    return this.#profileId === id;
  }

  /** Nothing is on air any more, or something that no profile describes. */
  clear(): void {
    this.#profileId = null;
    this.#keys.clear();
    this.#confirmed.clear();
  }

  /** The plan of a session with this profile; `input-invalid` when all its destinations are switched off. */
  async plan(profile: Profile, wish: PlanWish): Promise<Reply<SessionPlan>> {
    this.clear();
    const isRehearsal = wish.mode === 'rehearsal' || profile.serviceId === 'rehearsal';
    const { audio, codecs, video } = profile;
    const rate = { ...wish.rate, ceilingKbps: Math.max(profile.ceilingKbps ?? 0, video.kbps) };
    const common = { gopSeconds, source: wish.source };
    if (isRehearsal) {
      const { name } = presetFor('rehearsal');
      const destinations = [{ ...rehearsalTarget, id: profile.id, name }];
      return ok({ ...common, mode: 'rehearsal', profileName: name, destinations, video, audio, codecs, rate });
    }
    const chosen = [mainDestination(profile), ...profile.destinations].filter(({ enabled }) => enabled);
    if (chosen.length === 0) return fail('input-invalid', { why: 'no destination is switched on' });
    const fitted = fitRenditions(chosen, { video, audio, codecs });
    this.#profileId = profile.id;
    return ok({
      ...common,
      mode: 'live',
      profileName: profile.name,
      destinations: await Promise.all(chosen.map((destination) => this.target(destination))),
      video: fitted.video,
      audio: fitted.audio,
      codecs: fitted.codecs,
      rate: { ...rate, ceilingKbps: Math.max(fitted.video.kbps, Math.min(rate.ceilingKbps, fitted.mostKbps)) },
    });
  }

  /** One destination as the session takes it. */
  async target(destination: Destination): Promise<DestinationTarget> {
    const { id, name, serviceId, serverUrl, backupUrl, hotStandby, priority, ceilingKbps = null } = destination;
    await this.learnKey(id);
    const { soundTrack = 1 } = destination;
    return {
      id,
      name,
      serviceId,
      serverUrl,
      backupUrl: backupUrl === '' ? null : backupUrl,
      hotStandby,
      priority,
      ceilingKbps,
      soundTrack,
      streamKey: this.#keys.has(id) ? () => this.#keys.get(id)?.reveal() ?? '' : null,
    };
  }

  /** Destinations of this profile that a session to viewers has just been confirmed by, each once. */
  newlyConfirmed({ mode, outputs }: Pick<SessionSnapshot, 'mode' | 'outputs'>): readonly string[] {
    if (mode !== 'live' || this.#profileId === null) return [];
    const confirmed = outputs.filter(({ id, state, confirmedBy }) => {
      return state === 'live' && confirmedBy !== null && !this.#confirmed.has(id);
    });
    for (const { id } of confirmed) this.#confirmed.add(id);
    return confirmed.map(({ id }) => id);
  }

  /** Takes over a key that was entered or removed; whether the service takes it is to be seen. */
  async learnKey(id: string): Promise<void> {
    const key = await this.#reveal(id);
    if (key !== null) this.#keys.set(id, key);
  }
}

const rehearsalTarget = {
  serviceId: 'rehearsal',
  serverUrl: '',
  backupUrl: null,
  hotStandby: false,
  priority: 1,
  streamKey: null,
} as const satisfies Partial<DestinationTarget>;
