/** The composition root of the main process: reads the options, opens store and window, and hands each part its functions. */
import { accessSync, constants, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, powerSaveBlocker, type BrowserWindow as Window } from 'electron';
import type { Settings } from '../shared/contract/settings.ts';
import { studioError } from '../shared/errors.ts';
import { isActive } from '../shared/live/session/status.ts';
import { germanCatalogue } from '../shared/wire/german/catalogue.ts';
import { languageFor, say, speak } from '../shared/wire/tongue.ts';
import { serveCalls } from './ipc/serve.ts';
import { openLog, type Log } from './platform/log.ts';
import { createRedactor } from './platform/redact.ts';
import { helpText, isUnattended, parseOptions, type AppOptions } from './command-line/options.ts';
import { systemClock } from './platform/clock.ts';
import { guardPage } from './platform/page-guard.ts';
import { openSystemEncryption } from './platform/encryption.ts';
import { openKeyVault } from './store/key-vault.ts';
import { openProfiles } from './store/profiles.ts';
import { Studio } from './studio/studio.ts';
import { networkMark } from './studio/surroundings.ts';
import { planFor, warnings } from './command-line/run-plan.ts';
import { readGivenShow } from './command-line/given-show.ts';
import { complainAbout, overridesFor, runUnattended } from './command-line/unattended.ts';
import { appOrigin, createWindow, guardSession, registerScheme, serveApp } from './platform/window.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

const redactor = createRedactor();

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(line: string): void {
  process.stderr.write(`${redactor.redact(line)}\n`);
}

/** Ends the run with a sentence when profiles and logs could not be kept; otherwise the lock would blame another studio. */
function ensureWritable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch {
    const code = complainAbout({ complain }, studioError('storage-failed', { file: folder }));
    app.exit(code);
    process.exit(code);
  }
}

function readArguments(): AppOptions {
  const parsed = parseOptions(process.argv.slice(1));
  if (!parsed.ok) {
    const code = complainAbout({ complain }, parsed.error);
    complain('Try --help.');
    app.exit(code);
    process.exit(code);
  }
  if (parsed.value.help || parsed.value.version) {
    print(parsed.value.help ? helpText() : app.getVersion());
    process.exit(0);
  }
  return parsed.value;
}

const options = readArguments();

app.setName('Uplink');
// The same folder whichever Electron runs: its default follows the name of the package or of the runtime.
app.setPath('userData', options.dataFolder ?? join(app.getPath('appData'), 'uplink'));
app.commandLine.appendSwitch('autoplay-policy', 'no-user-gesture-required');
if (options.fakeDevices) app.commandLine.appendSwitch('use-fake-device-for-media-stream');
registerScheme();

ensureWritable(app.getPath('userData'));
const log = openLog({ directory: join(app.getPath('userData'), 'logs'), redactor });
// Without a listener Electron shows a modal dialog and main hangs behind it.
process.on('uncaughtException', (error) => log.error(`uncaught: ${error.stack ?? error.message}`));
process.on('unhandledRejection', (reason) => log.error(`unhandled: ${String(reason)}`));

if (app.requestSingleInstanceLock()) void app.whenReady().then(() => open(options, log));
else {
  complain('Uplink is already open on this computer with the same data folder.');
  app.exit(70);
}

async function open(given: AppOptions, journal: Log): Promise<void> {
  const unattended = isUnattended(given);
  const directory = app.getPath('userData');
  const givenShow = await readGivenShow(given.show, join(directory, 'show-of-run'));
  if (!givenShow.ok) {
    app.exit(complainAbout({ complain }, givenShow.error));
    return;
  }
  const encryption = await openSystemEncryption();
  // The command line speaks English.
  if (!unattended) speakAs('system');
  const { keys, setAside: keysAside } = await openKeyVault({
    directory,
    encryption,
    onSecret: redactor.learn,
  });
  const { profiles, setAside } = await openProfilesFor(given, { directory, keys });
  if (!unattended) {
    speakAs(profiles.settings().language);
    profiles.onChange(() => speakAs(profiles.settings().language));
  }
  const damagedFile = setAside ?? keysAside;
  const studio = new Studio({
    profiles,
    keys,
    log: journal,
    redact: redactor.redact,
    overrides: overridesFor(given, unattended),
    authorities: await readAuthorities(given),
    givenShow: givenShow.value,
    platform: {
      os: process.platform,
      appVersion: app.getVersion(),
      electron: process.versions.electron,
      chromium: process.versions.chrome,
      keyStore: encryption.available(),
      keyStoreName: encryption.name(),
      fakeDevices: given.fakeDevices,
      damagedFile,
    },
  });
  journal.info(`Uplink ${app.getVersion()}, Electron ${process.versions.electron}, ${process.platform}`);
  guardSession();
  serveApp(join(here, '../renderer'), (url) => studio.sources.fileAt(url));
  const window = createWindow({ preload: join(here, '../preload/preload.cjs'), minimized: given.minimized });
  studio.attach(window);
  serveCalls(window, { origin: appOrigin, handlers: studio.handlers(), onProblem: (text) => journal.warn(text) });
  keepPageAlive(window, studio, journal);
  stayAwake(studio);
  quitWithWindow(studio);
  if (unattended && damagedFile !== null) complain(damagedFile);
  if (!unattended) handleSignals(() => app.quit());
  else if (!(await goOnAir({ studio, given, profiles, keys }))) return;
  await window.loadURL(`${appOrigin}/index.html?pattern=${given.testPattern}`);
}

/** Main says its sentences in the language of the window, which finds it in the same list. */
function speakAs(wish: Settings['language']): void {
  const language = languageFor(wish, [app.getLocale(), ...app.getPreferredSystemLanguages()]);
  speak(language === 'de' ? germanCatalogue : null);
}

/** The profile that the run names is selected, so its show opens; a name that nobody has ends the run when it is planned. */
async function openProfilesFor(
  given: AppOptions,
  kept: Pick<Parameters<typeof openProfiles>[0], 'directory' | 'keys'>,
): ReturnType<typeof openProfiles> {
  const opened = await openProfiles({
    ...kept,
    now: () => Date.now(),
    randomId: () => randomUUID(),
    network: () => networkMark(),
  });
  if (given.profile !== null) opened.profiles.selectForRun(given.profile);
  return opened;
}

async function readAuthorities(given: AppOptions): Promise<readonly string[]> {
  if (given.certificateAuthority === null) return [];
  const text = await readFile(given.certificateAuthority, 'utf8').catch(() => null);
  // Beside the usual authorities, not in their place.
  if (text !== null) return [...rootCertificates, text];
  complain(`The certificate file ${given.certificateAuthority} can't be read.`);
  app.exit(2);
  return [];
}

type OnAirParts = {
  readonly studio: Studio;
  readonly given: AppOptions;
  readonly profiles: Parameters<typeof planFor>[1]['profiles'];
  readonly keys: Parameters<typeof planFor>[1]['keys'];
};

/** False when the run ended before it began; the process is about to exit then. */
async function goOnAir(parts: OnAirParts): Promise<boolean> {
  const { studio, given } = parts;
  for (const warning of warnings(given)) complain(warning);
  const plan = await planFor(given, {
    profiles: parts.profiles,
    keys: parts.keys,
    source: studio.sourceName(),
    rate: studio.settings().rate,
    onSecret: redactor.learn,
  });
  if (!plan.ok) {
    app.exit(complainAbout({ complain }, plan.error));
    return false;
  }
  const run = runUnattended({ studio, options: given, plan: plan.value, print, complain });
  handleSignals(run.interrupt);
  void run.done.then((code) => app.exit(code));
  return true;
}

function handleSignals(act: () => void): void {
  process.on('SIGINT', act);
  process.on('SIGTERM', act);
}

/** What is said of a page that crashed again and again; its window is empty, so the system has to say it. */
function givenUp(): { readonly message: string; readonly detail: string } {
  return {
    message: say`The studio window stopped working again and again.`,
    detail: say`While you are on air, viewers see your holding picture and the stream stays connected.`,
  };
}

/** A page that crashed or hangs is started again; the connections live in main and are not touched. */
function keepPageAlive(window: Window, studio: Studio, journal: Log): void {
  const guard = guardPage({
    window,
    clock: systemClock,
    log: journal,
    onGivenUp: (restart) => {
      const { message, detail } = givenUp();
      complain(`${message} ${detail}`);
      if (window.isVisible()) void offerRestart(window, restart);
    },
  });
  studio.onPageHung(guard.restart);
}

async function offerRestart(window: Window, restart: () => void): Promise<void> {
  const buttons = [say`Start the window again`, say`Leave it`];
  const choice = await dialog.showMessageBox(window, { type: 'warning', ...givenUp(), buttons, cancelId: 1 });
  if (choice.response === 0) restart();
}

/** No sleep while something is on air. */
function stayAwake(studio: Studio): void {
  let blocker: number | null = null;
  studio.onState(() => {
    const active = isActive(studio.session.state);
    if (active && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (!active && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  });
}

/** Making proper files of what was recorded may take this long at the end, ms; what is not done then stays whole. */
const finishLimitMillis = 5000;

/** Closing the window ends the session cleanly first (Stop takes at most 3 s), then the files of the recording. */
function quitWithWindow(studio: Studio): void {
  let isOver = false;
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (isOver) return;
    event.preventDefault();
    const finish = async (): Promise<void> => {
      await studio.finish(finishLimitMillis);
      isOver = true;
      app.quit();
    };
    if (!isActive(studio.session.state)) {
      void finish();
      return;
    }
    studio.onState(() => {
      if (!isActive(studio.session.state)) void finish();
    });
    studio.session.stop();
  });
  app.on('second-instance', () =>
    BrowserWindow.getAllWindows()
      .find((one) => one.isVisible() || one.isMinimized())
      ?.focus(),
  );
}
