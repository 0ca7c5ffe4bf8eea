/** Composition root of the window: media, client, stores and panels meet here and nowhere else. */
import { createRoot } from 'react-dom/client';
import { portMessageType } from '../shared/contract/channels.ts';
import type { Settings } from '../shared/contract/settings.ts';
import { App } from './app/app.tsx';
import { runCommand } from './app/keys/commands.ts';
import { MediaContext, type MediaPort } from './app/media-port.ts';
import { setMetersActive } from './app/meter/meter-painter.ts';
import './app/theme/theme.css';
import { createStudioMedia, type StudioMedia } from './media/studio-media.ts';
import { mirrorCapture, mirrorDevices } from './store/devices.ts';
import { mirrorSession } from './store/live.ts';
import { tell, tellFailure } from './store/notices.ts';
import { mirrorProfiles, selectedProfile, useProfiles } from './store/profiles.ts';
import { loadGlobalShortcuts, mirrorGlobalShortcuts } from './store/session/global-shortcuts.ts';
import { mirrorPlatform, mirrorSettings, useSettings } from './store/settings.ts';
import { mirrorShow } from './store/show/show.ts';
import { call, listen } from './store/studio-client.ts';
import { languageFor, showLanguage } from './words/words.ts';

const media = createStudioMedia();
// Main passes --test-pattern on in the page's address.
media.setTestPattern(new URLSearchParams(location.search).get('pattern') === 'busy' ? 'busy' : 'sync');

async function start(): Promise<void> {
  listen({
    'session.changed': mirrorSession,
    'profiles.changed': mirrorProfiles,
    'settings.changed': mirrorSettings,
    'show.changed': mirrorShow,
    'shortcuts.changed': mirrorGlobalShortcuts,
    'shortcuts.pressed': ({ id }) => runCommand(id),
    notice: tell,
    'window.shown': ({ shown }) => {
      media.setPreviewActive(shown);
      setMetersActive(shown);
    },
  });
  const studio = await call('studio.load', null);
  if (studio.ok) {
    mirrorPlatform(studio.value.platform);
    mirrorSettings(studio.value.settings);
    mirrorProfiles(studio.value.profiles);
    mirrorSession(studio.value.session);
  } else tellFailure(studio.error);
  connectMedia(media);
  for (const kind of ['online', 'offline'] as const) {
    window.addEventListener(kind, () => void call('network.changed', { online: kind === 'online' }));
  }
  mount();
  await call('media.connect', null);
  await loadGlobalShortcuts();
}

/** Settings and the profile's format flow to the media side; its devices and status flow back. */
function connectMedia(target: StudioMedia): void {
  window.addEventListener('message', (event) => {
    const [port] = event.ports;
    if (event.source === window && event.data?.type === portMessageType && port) target.attachPort(port);
  });
  target.onDevices(mirrorDevices);
  target.onStatus((status) => {
    mirrorCapture(status);
    void call('media.status', status);
  });
  follow(useSettings, (store) => store.settings.videoSource, target.setVideoSource);
  follow(useSettings, (store) => store.settings.audioSource, target.setAudioSource);
  follow(useSettings, (store) => store.settings.mix, target.setMix);
  follow(
    useProfiles,
    (store) => selectedProfile(store)?.video,
    (format) => format && target.setFormat(format),
  );
  follow(useSettings, (store) => store.settings.theme, applyTheme);
  prefersLight.addEventListener('change', () => applyTheme(useSettings.getState().settings.theme));
  follow(useSettings, (store) => store.settings.language, applyLanguage);
  follow(useSettings, (store) => store.settings.density, applyDensity);
  follow(useSettings, (store) => store.settings.textPercent, applyTextSize);
}

type Readable<S> = { readonly getState: () => S; readonly subscribe: (listener: (store: S) => void) => () => void };

/** Applies the chosen part of a store now and after each real change of its content. */
function follow<S, T>(store: Readable<S>, choose: (state: S) => T, apply: (value: T) => void): void {
  let last = choose(store.getState());
  apply(last);
  store.subscribe((state) => {
    const value = choose(state);
    if (JSON.stringify(value) === JSON.stringify(last)) return;
    last = value;
    apply(value);
  });
}

const noStrips = new Map<string, Float32Array>();

const prefersLight = window.matchMedia('(prefers-color-scheme: light)');

function applyTheme(theme: Settings['theme']): void {
  const system = prefersLight.matches ? 'light' : 'dark';
  document.documentElement.dataset['theme'] = theme === 'system' ? system : theme;
}

function applyLanguage(wish: Settings['language']): void {
  showLanguage(languageFor(wish, navigator.languages), document.documentElement);
}

function applyDensity(density: Settings['density']): void {
  document.documentElement.dataset['density'] = density;
}

/** All sizes are told in rem. */
function applyTextSize(percent: number): void {
  document.documentElement.style.fontSize = `${percent}%`;
}

function mount(): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html lacks #root');
  const port: MediaPort = {
    attachPreview: media.attachPreview,
    onLevel: media.onLevel,
    onLevels: (listener) =>
      media.onLevel(({ peakDb, rmsDb }) => {
        listener({ strips: noStrips, master: Float32Array.of(...peakDb, ...rmsDb, Math.max(...peakDb)) });
      }),
    onSoundFindings: () => () => undefined,
    cameraFormats: media.cameraFormats,
    retryCapture: media.retryCapture,
    tryMix: media.setMix,
  };
  createRoot(root).render(
    <MediaContext value={port}>
      <App />
    </MediaContext>,
  );
}

void start();
