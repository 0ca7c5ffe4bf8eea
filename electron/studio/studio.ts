/** The studio in main: wires store, keys, session, recorder and ingest together and answers the window's calls. */
import { join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import type { CaptureStatus, Notice, Platform } from '../../shared/contract/ipc.ts';
import type { Report } from '../../shared/contract/report.ts';
import type { SessionSnapshot } from '../../shared/contract/session.ts';
import type { Settings, SettingsPatch } from '../../shared/contract/settings.ts';
import { fail, ok, type Reply, type StudioError } from '../../shared/errors.ts';
import { isActive } from '../../shared/live/session/status.ts';
import { sentenceFor } from '../../shared/live/words/sentences.ts';
import { airedName, hasOpenMicrophone } from '../../shared/studio/scene/plan/aired.ts';
import type { Handlers } from '../ipc/answer.ts';
import { sendEvent, watchShown } from '../ipc/serve.ts';
import { SessionNews } from '../ipc/session-news.ts';
import { systemClock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { createProcessMeter } from '../platform/process-meter.ts';
import { RecordingDesk } from '../record/recording-desk.ts';
import type { Ingest } from '../rtmp/ingest/ingest-server.ts';
import { PublisherConnection } from '../rtmp/publish/connection.ts';
import { LastReport } from '../session/report/last-report.ts';
import { FlightRecorder } from '../session/flight/flight-recorder.ts';
import { ConfidenceMonitor } from '../session/program/confidence-monitor.ts';
import { Session } from '../session/session.ts';
import type { SessionPlan, SessionPorts } from '../session/target.ts';
import { realFiles, writeAtomically } from '../store/atomic-file.ts';
import type { KeyVault } from '../store/key-vault.ts';
import type { ProfileStore } from '../store/profiles.ts';
import type { ShowStore } from '../store/show/show-store.ts';
import { liveCalls, RehearsedFaults } from './calls/live-calls.ts';
import { MediaLink } from './media-link.ts';
import { OnAir } from './on-air.ts';
import { asRehearsal, openWatched } from './rehearsal-ingest.ts';
import { pageCalls } from './calls/page-calls.ts';
import { joinSession, profileCalls, type ProfileCallParts } from './calls/profile-calls.ts';
import { applyReplay, recordCalls, recordedTracks, recordingFolder, startRecording } from './calls/record-calls.ts';
import { reportCalls } from './calls/report-calls.ts';
import { shortcutCalls } from './calls/shortcut-calls.ts';
import { createShows, showCalls, type GivenShow } from './calls/show-calls.ts';
import { ShowSources } from './sources/show-sources.ts';
import { localAddresses, watchSleep } from './surroundings.ts';

export type StudioParts = {
  readonly profiles: ProfileStore;
  readonly keys: KeyVault;
  readonly platform: Platform;
  readonly log: Log;
  /** Blanks every key that this run has learnt. */
  readonly redact: (text: string) => string;
  /** Settings that the command line overrides for this run; they are not saved. */
  readonly overrides: Partial<Settings>;
  readonly authorities: readonly string[];
  /** A show for this run only, and an empty folder for its files. */
  readonly givenShow: GivenShow | null;
};

/** One studio; the window may come and go. */
export class Studio {
  readonly session: Session;
  readonly shows: ShowStore;
  readonly sources: ShowSources;
  readonly #parts: StudioParts;
  readonly #desk: RecordingDesk;
  readonly #flight: FlightRecorder;
  readonly #monitor = new ConfidenceMonitor({
    connect: (request, events) => new PublisherConnection({ ...request, clock: systemClock }, events),
    openIngest: async (capturedAt) => asRehearsal(await openWatched(capturedAt, this.sources.received)),
  });
  readonly #media: MediaLink;
  readonly #onAir: OnAir;
  readonly #faults: RehearsedFaults;
  readonly #last: LastReport;
  readonly #reportListeners = new Set<(report: Report) => void>();
  readonly #captureListeners = new Set<(status: CaptureStatus) => void>();
  readonly #stateListeners = new Set<() => void>();
  readonly #hungListeners = new Set<() => void>();
  #overrides: Partial<Settings>;
  readonly #news = new SessionNews((name, payload) => this.#send(name, payload));
  #window: BrowserWindow | null = null;
  #ingest: Ingest | null = null;
  #wasActive = false;
  /** What the session that runs or ran last is called. */
  #planName: string | null = null;

  constructor(parts: StudioParts) {
    this.#parts = parts;
    this.#overrides = parts.overrides;
    const { log, profiles, keys, redact, givenShow } = parts;
    const data = app.getPath('userData');
    const tell = (text: string): void => this.notice({ tone: 'warn', text, next: '' });
    this.shows = createShows({ directory: join(data, 'shows'), profiles, clock: systemClock, tell, givenShow });
    this.shows.onChange((state) => this.#send('show.changed', state));
    this.sources = new ShowSources({ window: () => this.#window, shows: this.shows, session: () => this.session });
    this.#last = new LastReport(redact);
    this.#flight = new FlightRecorder({ directory: join(data, 'flight'), wallclock: systemClock.wallclock, redact });
    this.#desk = new RecordingDesk({
      clock: systemClock,
      journalFolder: join(data, 'recordings'),
      writeWhole: (path, text) => writeAtomically(path, text, realFiles),
      onChange: () => {
        // The files of a session that runs are no part of the last one's report.
        if (!isActive(this.session.state)) this.#last.takeFiles(this.#desk.files());
        this.#announce();
      },
    });
    this.#media = new MediaLink({ session: () => this.session, log, notice: (notice) => this.notice(notice) });
    this.#onAir = new OnAir((id) => keys.reveal(id));
    this.session = new Session(this.#sessionPorts());
    this.#faults = new RehearsedFaults({
      session: this.session,
      desk: this.#desk,
      order: (order) => this.#media.order(order),
      window: () => this.#window,
      line: () => this.#ingest?.line ?? null,
      onChange: () => this.#announce(),
    });
    applyReplay(this.#recordParts());
    watchSleep((event) => this.session.tell(event), systemClock);
    profiles.onChange(() => {
      this.#send('profiles.changed', profiles.view());
      this.#settingsChanged();
    });
  }

  /** The window that mirrors this studio. */
  attach(window: BrowserWindow): void {
    this.#window = window;
    watchShown(window, (isShown) => this.#news.setShown(isShown));
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

  /** The page says nothing any more, so it has to be started again. */
  onPageHung(listener: () => void): void {
    this.#hungListeners.add(listener);
  }

  notice(notice: Notice): void {
    this.#send('notice', notice);
  }

  /** Every call of the contract. */
  handlers(): Handlers {
    const { profiles, platform } = this.#parts;
    const window = (): BrowserWindow | null => this.#window;
    return {
      ...profileCalls(this.#profileParts()),
      ...pageCalls({
        window,
        media: this.#media,
        onStatus: (status) => {
          this.session.takeCapture(status);
          for (const listener of this.#captureListeners) listener(status);
        },
      }),
      ...showCalls({ shows: this.shows, session: this.session, profiles, window, overrides: () => this.#overrides }),
      ...this.sources.calls(),
      ...shortcutCalls(profiles, this.#send),
      ...recordCalls(this.#recordParts()),
      ...reportCalls({
        last: this.#last,
        desk: this.#desk,
        window,
        folder: () => recordingFolder(this.settings().recording),
      }),
      ...liveCalls({
        session: this.session,
        flight: this.#flight,
        faults: this.#faults,
        start: (mode) => this.#start(mode),
        join: (id) => joinSession(this.#profileParts(), id),
        onNetwork: () => profiles.networkChanged(),
      }),
      'studio.load': () =>
        ok({
          profiles: profiles.view(),
          settings: this.settings(),
          session: this.#mirror(this.session.snapshot()),
          platform,
        }),
    };
  }

  /** The name of what is on air, for reports. */
  sourceName(): string {
    const show = this.shows.current?.show;
    return show === undefined ? 'Program' : airedName(show);
  }

  /** Starts a session, and the recording with it where that was asked for. */
  async goOnAir(plan: SessionPlan, isRecorded: boolean): Promise<Reply<null>> {
    const started = this.session.start(plan);
    if (started.ok) this.#planName = plan.profileName;
    if (!started.ok || !isRecorded) return started;
    const recording = await startRecording(this.#recordParts());
    // A recording that is running already goes on.
    if (!recording.ok && recording.error.code !== 'busy') {
      this.#refused(recording.error);
      this.#parts.log.warn(`recording: ${recording.error.code}`);
    }
    return started;
  }

  /** The last session's report, with every file that was finished since. */
  report(): Report | null {
    return this.#last.report;
  }

  /** Finishes what is recorded and keeps what was changed, in at most `millis`. */
  async finish(millis: number): Promise<void> {
    await Promise.all([this.#desk.close(millis), this.shows.close(millis)]);
  }

  async #start(mode: 'rehearsal' | 'live'): Promise<Reply<null>> {
    if (isActive(this.session.state)) return fail('busy');
    const { rate, recording } = this.settings();
    const profile = this.#parts.profiles.selected();
    const plan = await this.#onAir.plan(profile, { mode, source: this.sourceName(), rate });
    return plan.ok ? this.goOnAir(plan.value, recording.withStream && plan.value.mode === 'live') : plan;
  }

  #refused(error: StudioError): void {
    this.notice({ tone: 'bad', ...sentenceFor(error, { service: '', host: '' }) });
  }

  #profileParts(): ProfileCallParts {
    const tell = (text: string): void => this.notice({ tone: 'info', text, next: '' });
    const refused = (error: StudioError): void => this.#refused(error);
    const window = (): BrowserWindow | null => this.#window;
    const { profiles } = this.#parts;
    return { profiles, shows: this.shows, session: this.session, onAir: this.#onAir, window, tell, refused };
  }

  #recordParts(): Parameters<typeof recordCalls>[0] {
    return {
      desk: this.#desk,
      session: this.session,
      window: () => this.#window,
      settings: () => this.settings(),
      updateSettings: (patch) => this.#updateSettings(patch),
      trackNames: () => this.shows.current?.show.master.trackNames ?? [],
      name: () => (this.#wasActive ? this.#planName : null) ?? this.#parts.profiles.selected().name,
    };
  }

  async #updateSettings(patch: SettingsPatch): Promise<Reply<Settings>> {
    const kept = Object.entries(this.#overrides).filter(([name]) => !Object.hasOwn(patch, name));
    this.#overrides = Object.fromEntries(kept);
    const saved = await this.#parts.profiles.updateSettings(patch);
    return saved.ok ? ok(this.settings()) : saved;
  }

  #settingsChanged(): void {
    this.#send('settings.changed', this.settings());
    applyReplay(this.#recordParts());
  }

  #sessionPorts(): SessionPorts {
    const { authorities, log } = this.#parts;
    const trusted = authorities.length === 0 ? {} : { authorities };
    return {
      clock: systemClock,
      random: () => Math.random(),
      appVersion: app.getVersion(),
      connect: (request, events) => new PublisherConnection({ ...request, clock: systemClock, ...trusted }, events),
      copy: () => this.#monitor.second(),
      isMicOpen: () => this.shows.current !== null && hasOpenMicrophone(this.shows.current.show),
      openIngest: async (capturedAt) => {
        const ingest = await openWatched(capturedAt, this.sources.received);
        this.#ingest = ingest;
        return asRehearsal(ingest);
      },
      order: (order) => this.#media.order(order),
      processes: createProcessMeter(() => systemClock.now()),
      taps: [this.#desk, this.#flight, this.#monitor],
      onTapFailed: (error) => log.error(`tap: ${error instanceof Error ? error.message : 'failed'}`),
      localAddresses,
      reloadPage: () => {
        for (const listener of this.#hungListeners) listener();
      },
      recording: () => this.#desk.snapshot(),
      recordedTracks: () => recordedTracks(this.settings().recording),
      onChange: (snapshot) => {
        this.#news.take(this.#mirror(snapshot));
        for (const id of this.#onAir.newlyConfirmed(snapshot)) void this.#parts.profiles.prove(id);
        if (!this.#wasActive && isActive(snapshot.state)) this.#last.seal();
        if (this.#wasActive && !isActive(snapshot.state)) this.#offAir();
        this.#wasActive = isActive(snapshot.state);
        for (const listener of this.#stateListeners) listener();
      },
      onReport: (report) => {
        this.#last.take(report);
        this.#last.takeFiles(this.#desk.files());
        log.info(`session ${report.outcome}: ${report.headline}`);
        for (const listener of this.#reportListeners) listener(report);
      },
      onNotice: (notice) => this.notice(notice),
    };
  }

  /** The session's snapshot, and what a failure rehearsal has broken. */
  #mirror(snapshot: SessionSnapshot): SessionSnapshot {
    return { ...snapshot, broken: this.#faults.broken };
  }

  #announce(): void {
    this.#news.take(this.#mirror(this.session.snapshot()));
  }

  #offAir(): void {
    this.#faults.mendAll();
    this.#ingest = null;
    this.#onAir.clear();
  }

  #send: (...args: Parameters<typeof sendEvent> extends [unknown, ...infer Rest] ? Rest : never) => void = (
    ...args
  ) => {
    if (this.#window !== null) sendEvent(this.#window, ...args);
  };
}
