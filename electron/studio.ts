/** The studio in main: wires store, keys, session, publisher and ingest together and answers the window's calls. */
import { readFile, writeFile } from 'node:fs/promises';
import { app, dialog, type BrowserWindow } from 'electron';
import type { CaptureStatus, Notice, Platform } from '../shared/contract/ipc.ts';
import type { Report } from '../shared/contract/report.ts';
import type { Settings, SettingsPatch } from '../shared/contract/settings.ts';
import { fail, ok, studioError, type Reply } from '../shared/errors.ts';
import { fitCodecs, presetFor } from '../shared/live/services/presets.ts';
import { sentenceFor } from '../shared/live/words/sentences.ts';
import { openIngest } from './rtmp/ingest/ingest-server.ts';
import { summarise } from './rtmp/ingest/received.ts';
import type { Handlers } from './ipc/answer.ts';
import { openMediaPort, type MediaPort } from './ipc/frames-port.ts';
import type { NoticeMessage } from './ipc/media-messages.ts';
import { sendEvent } from './ipc/serve.ts';
import { PublisherConnection } from './rtmp/publish/connection.ts';
import { createProcessMeter } from './platform/process-meter.ts';
import { Session } from './session/session.ts';
import { gopSeconds, type RehearsalIngest, type SessionPorts, type Target } from './session/target.ts';
import type { KeyVault } from './store/key-vault.ts';
import type { ProfileStore } from './store/profiles.ts';
import { systemClock } from './platform/clock.ts';
import type { Log } from './platform/log.ts';
import { openOutside } from './platform/window.ts';

/** Largest file that may be imported, in bytes. */
const importLimit = 64 * 1024;

export type StudioParts = {
  readonly profiles: ProfileStore;
  readonly keys: KeyVault;
  readonly platform: Platform;
  readonly log: Log;
  /** Settings that the command line overrides for this run; they are not saved. */
  readonly overrides: Partial<Settings>;
  readonly authorities: readonly string[];
};

/** One studio; the window may come and go. */
export class Studio {
  readonly session: Session;
  readonly #parts: StudioParts;
  readonly #reportListeners = new Set<(report: Report) => void>();
  readonly #captureListeners = new Set<(status: CaptureStatus) => void>();
  readonly #stateListeners = new Set<() => void>();
  readonly #hangListeners = new Set<() => void>();
  #overrides: Partial<Settings>;
  #window: BrowserWindow | null = null;
  #port: MediaPort | null = null;
  #report: Report | null = null;

  constructor(parts: StudioParts) {
    this.#parts = parts;
    this.#overrides = parts.overrides;
    this.session = new Session(this.#sessionPorts());
    parts.profiles.onChange(() => {
      this.#send('profiles.changed', parts.profiles.view());
      this.#send('settings.changed', this.settings());
    });
  }

  /** The window that mirrors this studio. */
  attach(window: BrowserWindow): void {
    this.#window = window;
    // The page cannot tell by itself: without throttling it counts as visible for ever.
    const announce = (shown: boolean) => () => this.#send('window.shown', { shown });
    window.on('hide', announce(false)).on('minimize', announce(false));
    window.on('show', announce(true)).on('restore', announce(true));
  }

  settings(): Settings {
    return { ...this.#parts.profiles.settings(), ...this.#overrides };
  }

  onReport(listener: (report: Report) => void): void {
    this.#reportListeners.add(listener);
  }

  onCapture(listener: (status: CaptureStatus) => void): void {
    this.#captureListeners.add(listener);
  }

  onState(listener: () => void): void {
    this.#stateListeners.add(listener);
  }

  /** The page encodes no more and says nothing: somebody has to start it again. */
  onPageHung(listener: () => void): void {
    this.#hangListeners.add(listener);
  }

  notice(notice: Notice): void {
    this.#send('notice', notice);
  }

  /** Every call of the contract. */
  handlers(): Handlers {
    const { profiles } = this.#parts;
    return {
      'studio.load': () =>
        ok({
          profiles: profiles.view(),
          settings: this.settings(),
          session: this.session.snapshot(),
          platform: this.#parts.platform,
        }),
      'settings.update': (patch) => this.#updateSettings(patch),
      'profile.create': (wish) => profiles.create(wish),
      'profile.update': async ({ id, patch }) => {
        const edited = await profiles.update(id, patch);
        if (!edited.ok) return edited;
        for (const text of edited.value.explanations) this.notice({ tone: 'info', text, next: '' });
        return ok(edited.value.profile);
      },
      'profile.duplicate': ({ id }) => profiles.duplicate(id),
      'profile.remove': ({ id }) => profiles.remove(id),
      'profile.select': ({ id }) => profiles.select(id),
      'profile.setKey': ({ id, key }) => profiles.setKey(id, key),
      'profile.clearKey': ({ id }) => profiles.clearKey(id),
      'profile.export': ({ id }) => this.#exportProfile(id),
      'profile.import': () => this.#importProfile(),
      'live.start': ({ mode }) => this.#start(mode),
      'live.stop': () => this.session.stop(),
      'live.retryNow': () => this.session.retryNow(),
      'live.dismiss': () => this.session.dismiss(),
      'report.last': () => ok(this.#report),
      'report.save': () => this.#saveReport(),
      'media.connect': () => this.#connectMedia(),
      'media.status': (status) => {
        this.session.takeCapture(status);
        for (const listener of this.#captureListeners) listener(status);
        return ok(null);
      },
      'service.open': async ({ serviceId }) => {
        const { dashboardUrl } = presetFor(serviceId);
        if (dashboardUrl !== null) await openOutside(dashboardUrl);
        return ok(null);
      },
    };
  }

  /** The name of what is on air, for reports. */
  sourceName(): string {
    const { videoSource } = this.settings();
    if (videoSource.kind === 'test') return 'Sync test picture';
    return videoSource.label === '' ? 'First camera' : videoSource.label;
  }

  async #start(mode: 'rehearsal' | 'live'): Promise<Reply<null>> {
    const { profiles, keys } = this.#parts;
    const profile = profiles.selected();
    const isRehearsal = mode === 'rehearsal' || profile.serviceId === 'rehearsal';
    const key = isRehearsal ? null : await keys.reveal(profile.id);
    const target: Target = {
      mode: isRehearsal ? 'rehearsal' : 'live',
      profileName: isRehearsal ? presetFor('rehearsal').name : profile.name,
      serviceId: isRehearsal ? 'rehearsal' : profile.serviceId,
      serverUrl: profile.serverUrl,
      streamKey: key === null ? null : () => key.reveal(),
      video: profile.video,
      audio: profile.audio,
      codecs: isRehearsal ? profile.codecs : fitCodecs(profile.serviceId, profile.codecs).codecs,
      gopSeconds,
      source: this.sourceName(),
    };
    return this.session.start(target);
  }

  async #updateSettings(patch: SettingsPatch): Promise<Reply<Settings>> {
    const kept = Object.entries(this.#overrides).filter(([name]) => !Object.hasOwn(patch, name));
    this.#overrides = Object.fromEntries(kept);
    const saved = await this.#parts.profiles.updateSettings(patch);
    return saved.ok ? ok(this.settings()) : saved;
  }

  async #exportProfile(id: string): Promise<Reply<string | null>> {
    const text = this.#parts.profiles.exportText(id);
    const found = this.#parts.profiles.find(id);
    if (!text.ok) return text;
    const name = found.ok ? found.value.name.replaceAll(/[^\p{L}\p{N} _-]/gu, '') : 'profile';
    return this.#saveText(`${name}.uplink.json`, text.value);
  }

  async #saveReport(): Promise<Reply<string | null>> {
    if (this.#report === null) return ok(null);
    return this.#saveText('uplink-report.json', `${JSON.stringify(this.#report, null, 2)}\n`);
  }

  async #saveText(defaultPath: string, text: string): Promise<Reply<string | null>> {
    if (this.#window === null) return ok(null);
    const choice = await dialog.showSaveDialog(this.#window, { defaultPath });
    if (choice.canceled || choice.filePath === '') return ok(null);
    try {
      await writeFile(choice.filePath, text);
      return ok(choice.filePath);
    } catch {
      return fail('storage-failed', { why: 'the file cannot be written there' });
    }
  }

  async #importProfile() {
    if (this.#window === null) return ok(null);
    const choice = await dialog.showOpenDialog(this.#window, {
      properties: ['openFile'],
      filters: [{ name: 'Uplink profile', extensions: ['json'] }],
    });
    const path = choice.filePaths[0];
    if (choice.canceled || path === undefined) return ok(null);
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null || text.length > importLimit) return fail('import-invalid');
    const edited = await this.#parts.profiles.importText(text);
    return edited.ok ? ok(edited.value.profile) : edited;
  }

  #connectMedia(): Reply<null> {
    if (this.#window === null) return fail('internal');
    this.#port?.close();
    const port = openMediaPort(this.#window.webContents, systemClock, {
      onReady: () => this.session.mediaReady(),
      onConfig: (config) => this.session.takeConfig(config),
      onPacket: (packet) => this.session.takePacket(packet),
      onStats: (stats) => this.session.takeStats(stats),
      onNotice: (notice) => this.#mediaNotice(notice),
      onStopped: () => this.session.mediaStopped(),
      onLost: () => {
        if (this.#port === port) this.#mediaLost();
      },
      onMalformed: (why) => this.#parts.log.warn(`media port: dropped ${why}`),
    });
    this.#port = port;
    return ok(null);
  }

  #mediaLost(): void {
    this.#port = null;
    this.session.mediaLost();
  }

  #mediaNotice(notice: NoticeMessage): void {
    const error = studioError(notice.code, { why: notice.detail });
    this.#parts.log.warn(
      `pipeline: ${notice.code} (${notice.recovered ? 'recovered' : 'not recovered'}): ${notice.detail}`,
    );
    const words = sentenceFor(error, { service: '', host: '' });
    this.notice({ tone: notice.recovered ? 'warn' : 'bad', text: words.text, next: words.next });
    if (!notice.recovered) this.session.encoderGone(error);
  }

  #sessionPorts(): SessionPorts {
    return {
      clock: systemClock,
      random: () => Math.random(),
      appVersion: app.getVersion(),
      connect: (request, events) =>
        new PublisherConnection(
          {
            ...request,
            clock: systemClock,
            ...(this.#parts.authorities.length === 0 ? {} : { authorities: this.#parts.authorities }),
          },
          events,
        ),
      openIngest: async (capturedAt): Promise<RehearsalIngest> => {
        const ingest = await openIngest({ clock: systemClock, capturedAt });
        return { ...ingest, problems: () => ingest.checker.problems, received: () => summarise(ingest) };
      },
      order: (order) => {
        if (this.#port === null) return false;
        this.#port.order(order);
        return true;
      },
      processes: createProcessMeter(() => systemClock.now()),
      onChange: (snapshot) => {
        this.#send('session.changed', snapshot);
        for (const listener of this.#stateListeners) listener();
      },
      onReport: (report) => {
        this.#report = report;
        this.#parts.log.info(`session ${report.outcome}: ${report.headline}`);
        for (const listener of this.#reportListeners) listener(report);
      },
      onNotice: (notice) => this.notice(notice),
    };
  }

  #send: (...args: Parameters<typeof sendEvent> extends [unknown, ...infer Rest] ? Rest : never) => void = (
    ...args
  ) => {
    if (this.#window !== null) sendEvent(this.#window, ...args);
  };
}
