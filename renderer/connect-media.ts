/** Joins the media side with the stores: the show, formats and settings flow to it; devices, sources and levels flow back. */
import { z } from 'zod';
import { portMessageType, sourcePortMessageType } from '../shared/contract/channels.ts';
import { createStudioMedia, type CapturePort, type StudioMedia } from './media/studio-media.ts';
import { mirrorCapture, mirrorDevices } from './store/devices.ts';
import { useLive } from './store/live.ts';
import { selectedProfile, useProfiles } from './store/profiles.ts';
import { connectAir } from './store/show/acts/scene-acts.ts';
import { mirrorCondition, mirrorOnAir, mirrorSource, type SourceNews } from './store/show/on-air.ts';
import type { Mirror } from './store/show/mirror/optimistic.ts';
import { noticeTransition } from './store/show/mirror/transition-trouble.ts';
import { paced } from './store/show/mirror/paced.ts';
import { useShowStore } from './store/show/show.ts';
import { useSettings } from './store/settings.ts';
import { call } from './store/studio-client.ts';
import { useView } from './store/view.ts';

const capture: CapturePort = {
  choose: (choice) => call('capture.choose', choice),
  openPort: (sourceId) => call('capture.openPort', { sourceId }),
  closePort: (sourceId) => void call('capture.closePort', { sourceId }),
};

/** The media side of this page. */
export function openMedia(): StudioMedia {
  const media = createStudioMedia({ capture });
  // Main passes --test-pattern on in the page's address.
  media.setTestPattern(new URLSearchParams(location.search).get('pattern') === 'busy' ? 'busy' : 'sync');
  return media;
}

/** Connects it; the show has to be loaded before, so that nothing else goes on air first. */
export function connectMedia(media: StudioMedia): void {
  window.addEventListener('message', (event) => takePort(media, event));
  media.onDevices(mirrorDevices);
  media.onStatus((status) => {
    mirrorCapture(status);
    void call('media.status', status);
  });
  media.onSource(takeStanding());
  media.onCondition(mirrorCondition);
  media.onCondition(noticeTransition);
  media.onOnAir(mirrorOnAir);
  connectAir({ take: media.take, setHolding: media.setHolding });
  followStore(
    useProfiles,
    (store) => selectedProfile(store)?.video,
    (format) => format && media.setFormat(format),
  );
  followShow(media.setShow);
  followStore(useView, (store) => store.soloId, media.setSolo);
  followStore(useSettings, (store) => store.settings.monitorDevice?.deviceId ?? '', media.setMonitorDevice);
  followStore(
    useLive,
    ({ session: { stats, liveSince } }) => ({ kbps: stats?.videoKbps ?? null, onAirSince: liveSince }),
    media.setFacts,
  );
}

/** News of sources for the window, and for main when one stands otherwise than before. */
function takeStanding(): (news: SourceNews) => void {
  const told = new Map<string, SourceNews['state']>();
  return (news) => {
    mirrorSource(news);
    const { sourceId, state } = news;
    if (told.get(sourceId) === state) return;
    told.set(sourceId, state);
    void call('capture.standing', { sourceId, state });
  };
}

/** The show is immutable: another object is another show. Pointers move faster than anybody sees. */
export function followShow(setShow: StudioMedia['setShow']): void {
  let last: unknown = null;
  const pass = paced(({ base, show }: Mirror) => setShow(base.profileId, show), {
    now: () => performance.now(),
    later: (callback, millis) => setTimeout(callback, millis),
  });
  const apply = () => {
    const { mirror } = useShowStore.getState();
    if (mirror === null || mirror.show === last) return;
    last = mirror.show;
    pass(mirror);
  };
  apply();
  useShowStore.subscribe(apply);
}

/** Ports come from main through the preload script, as messages of our own origin. */
function takePort(media: StudioMedia, event: MessageEvent): void {
  const [port] = event.ports;
  const message: unknown = event.data;
  if (event.source !== window || port === undefined) return;
  if (mediaPort.safeParse(message).success) media.attachPort(port);
  const ofSource = sourcePort.safeParse(message);
  if (ofSource.success) media.attachSourcePort(ofSource.data.detail, port);
}

const mediaPort = z.object({ type: z.literal(portMessageType) });
const sourcePort = z.object({
  type: z.literal(sourcePortMessageType),
  detail: z.union([
    z.object({ sourceId: z.string(), kind: z.enum(['page', 'packets']) }),
    z.object({ kind: z.literal('received') }),
  ]),
});

type Readable<S> = { readonly getState: () => S; readonly subscribe: (listener: (store: S) => void) => () => void };

/** Applies the chosen part of a store now and after each real change of its content. */
export function followStore<S, T>(store: Readable<S>, choose: (state: S) => T, apply: (value: T) => void): void {
  let last = choose(store.getState());
  apply(last);
  store.subscribe((state) => {
    const value = choose(state);
    if (JSON.stringify(value) === JSON.stringify(last)) return;
    last = value;
    apply(value);
  });
}
