/** Composition root of the window: media, client, stores and panels meet here and nowhere else. */
import { createRoot } from 'react-dom/client';
import type { Settings } from '../shared/contract/settings.ts';
import { App } from './app/app.tsx';
import { runCommand } from './app/keys/commands.ts';
import { MediaContext, type MediaPort } from './app/media-port.ts';
import { preloadWelcome } from './app/shell/seldom.tsx';
import { setMetersActive } from './app/meter/meter-painter.ts';
import './app/theme/theme.css';
import { connectMedia, followStore, openMedia } from './connect-media.ts';
import { mirrorSession } from './store/live.ts';
import { tell, tellFailure } from './store/notices.ts';
import { mirrorProfiles } from './store/profiles.ts';
import { loadGlobalShortcuts, mirrorGlobalShortcuts } from './store/session/global-shortcuts.ts';
import { mirrorPlatform, mirrorSettings, useSettings } from './store/settings.ts';
import { currentShow, loadShow, mirrorShow } from './store/show/show.ts';
import { call, listen } from './store/studio-client.ts';
import { languageFor } from '../shared/wire/tongue.ts';
import { showLanguage, t } from './words/words.ts';

const media = openMedia();

async function start(): Promise<void> {
  listen(
    {
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
    },
    currentShow,
  );
  const studio = await call('studio.load', null);
  if (studio.ok) {
    mirrorPlatform(studio.value.platform);
    mirrorSettings(studio.value.settings);
    mirrorProfiles(studio.value.profiles);
    mirrorSession(studio.value.session);
  } else tellFailure(studio.error);
  await loadShow();
  connectMedia(media);
  await followLooks();
  for (const kind of ['online', 'offline'] as const) {
    window.addEventListener(kind, () => void call('network.changed', { online: kind === 'online' }));
  }
  if (!useSettings.getState().settings.welcomed) await preloadWelcome().catch(reportError);
  mount();
  await call('media.connect', null);
  await loadGlobalShortcuts();
}

/** How the window looks is a matter of settings; resolves once the first texts are there. */
async function followLooks(): Promise<void> {
  followStore(useSettings, (store) => store.settings.theme, applyTheme);
  prefersLight.addEventListener('change', () => applyTheme(useSettings.getState().settings.theme));
  followStore(useSettings, (store) => store.settings.density, applyDensity);
  followStore(useSettings, (store) => store.settings.textPercent, applyTextSize);
  let shown = Promise.resolve();
  followStore(
    useSettings,
    (store) => store.settings.language,
    (wish) => {
      shown = applyLanguage(wish);
    },
  );
  await shown;
}

const prefersLight = window.matchMedia('(prefers-color-scheme: light)');

function applyTheme(theme: Settings['theme']): void {
  const system = prefersLight.matches ? 'light' : 'dark';
  document.documentElement.dataset['theme'] = theme === 'system' ? system : theme;
}

/** A catalogue that can't be loaded leaves the language before. */
async function applyLanguage(wish: Settings['language']): Promise<void> {
  await showLanguage(languageFor(wish, navigator.languages), document.documentElement).catch(reportError);
  // Viewers speak the language of whoever streams.
  media.setHoldingText(t('live.holding'));
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
    attachView: media.attachView,
    closeReceived: media.closeReceived,
    place: media.place,
    onLevels: media.onLevels,
    onSoundFindings: media.onFindings,
    controlFilm: media.control,
    watchFilm: media.watchFilm,
    cameraFormats: media.cameraFormats,
    retryCapture: media.retryCapture,
  };
  createRoot(root).render(
    <MediaContext value={port}>
      <App />
    </MediaContext>,
  );
}

void start();
