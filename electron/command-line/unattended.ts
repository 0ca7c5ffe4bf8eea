/** A run from the command line: goes on air by itself, stops after its time, writes the report and gives an exit code. */
import { access, constants, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Report } from '../../shared/contract/report.ts';
import {
  defaultAudioFormat,
  defaultCodecs,
  defaultVideoFormat,
  type Profile,
  type Settings,
} from '../../shared/contract/settings.ts';
import { fail, ok, studioError, type Reply, type StudioError } from '../../shared/errors.ts';
import { applyLimits, fitCodecs, presetFor } from '../../shared/live/services/presets.ts';
import { exitCodeFor } from '../../shared/live/words/exit-codes.ts';
import { sentenceFor } from '../../shared/live/words/sentences.ts';
import { cleanPasted, isLoginInClear, parseIngestUrl, splitPastedUrl } from '../../shared/rtmp/url.ts';
import { formatOf, type AppOptions } from './options.ts';
import { judgeRehearsal, summaryOf } from './summary.ts';
import { gopSeconds, type Target } from '../session/target.ts';
import type { KeyVault } from '../store/key-vault.ts';
import type { ProfileStore } from '../store/profiles.ts';
import { Secret } from '../../shared/secret.ts';
import type { Studio } from '../studio.ts';

/** Longest key file that is read, in bytes. */
const keyFileLimit = 64 * 1024;

/** Settings that a run from the command line overrides without saving. */
export function overridesFor(options: AppOptions, isUnattended: boolean): Partial<Settings> {
  const welcomed = isUnattended ? { welcomed: true } : {};
  if (options.source === 'test') return { ...welcomed, videoSource: { kind: 'test' }, audioSource: { kind: 'test' } };
  if (options.source === null) return welcomed;
  return {
    ...welcomed,
    videoSource: { kind: 'camera', deviceId: '', label: '', width: null, height: null, fps: null },
    audioSource: { kind: 'microphone', deviceId: '', label: '' },
  };
}

export type TargetParts = {
  readonly profiles: ProfileStore;
  readonly keys: KeyVault;
  readonly source: string;
  /** Called with every key, so that the log can blank it. */
  readonly onSecret: (secret: Secret) => void;
};

/** Makes the target of the run; `url-invalid`, `key-missing`, `key-file-unreadable` or `profile-not-found` when it can't. */
export async function targetOf(options: AppOptions, parts: TargetParts): Promise<Reply<Target>> {
  const profile = profileOf(options, parts.profiles);
  if (!profile.ok) return profile;
  const base = profile.value;
  const wish = formatOf(options, base);
  const common = { ...wish, gopSeconds, source: parts.source };
  if (options.rehearse || (options.url === null && base.serviceId === 'rehearsal')) {
    const { name } = presetFor('rehearsal');
    return ok({
      ...common,
      mode: 'rehearsal',
      profileName: name,
      serviceId: 'rehearsal',
      serverUrl: '',
      streamKey: null,
    });
  }
  const serverUrl = options.url ?? base.serverUrl;
  const address = parseIngestUrl(serverUrl);
  if (!address.ok) return address;
  const { credentials } = address.value;
  if (credentials !== undefined) for (const secret of Object.values(credentials)) parts.onSecret(secret);
  const key = await keyOf(options, { ...parts, profileId: base.id });
  if (!key.ok) return key;
  const serviceId = options.url === null ? base.serviceId : 'custom';
  const { video, audio } = applyLimits(serviceId, wish.video, wish.audio);
  const { codecs } = fitCodecs(serviceId, wish.codecs);
  const secret = key.value;
  return ok({
    ...common,
    codecs,
    video,
    audio,
    mode: 'live',
    profileName: base.name === '' ? address.value.host : base.name,
    serviceId,
    serverUrl,
    streamKey: () => secret.reveal(),
  });
}

/** What a run without --profile starts from: no name, no key, the defaults. */
const noProfile = {
  id: null,
  name: '',
  serviceId: 'custom',
  serverUrl: '',
  video: defaultVideoFormat,
  audio: defaultAudioFormat,
  codecs: defaultCodecs,
} as const;

function profileOf(options: AppOptions, profiles: ProfileStore): Reply<Profile | typeof noProfile> {
  return options.profile === null ? ok(noProfile) : profiles.find(options.profile);
}

async function keyOf(
  options: AppOptions,
  parts: TargetParts & { readonly profileId: string | null },
): Promise<Reply<Secret>> {
  const text = await keyText(options);
  if (!text.ok) return text;
  if (text.value !== null) {
    const secret = new Secret(cleanPasted(text.value));
    if (secret.reveal() === '') return fail('key-missing');
    parts.onSecret(secret);
    return ok(secret);
  }
  const stored = parts.profileId === null ? null : await parts.keys.reveal(parts.profileId);
  return stored === null ? fail('key-missing') : ok(stored);
}

async function keyText(options: AppOptions): Promise<Reply<string | null>> {
  if (options.key !== null) return ok(options.key);
  if (options.keyFile === null) return ok(null);
  const facts = await stat(options.keyFile).catch(() => null);
  const isText = facts?.isFile() === true && facts.size <= keyFileLimit;
  const text = isText ? await readFile(options.keyFile, 'utf8').catch(() => null) : null;
  if (text === null) return fail('key-file-unreadable', { file: options.keyFile });
  return ok(text.split(/\r?\n/)[0] ?? '');
}

/** Says what to do about a URL that has the key inside: only the caller's shell history saw it so far. */
export function warnings(options: AppOptions): readonly string[] {
  const list: string[] = [];
  if (options.key !== null) {
    list.push('Warning: other users of this computer can see a key given with --key; --key-file is safer.');
  }
  if (
    options.url !== null &&
    options.key === null &&
    options.keyFile === null &&
    splitPastedUrl(options.url).key !== null
  ) {
    list.push('The address seems to contain a stream key. Put the key in a file and use --key-file.');
  }
  const address = options.url === null ? null : parseIngestUrl(options.url);
  if (address?.ok === true && isLoginInClear(address.value)) {
    list.push('Warning: with rtmp:// the answer to a login can be read on the way; use rtmps:// if the server has it.');
  }
  return list;
}

export type UnattendedRun = {
  readonly studio: Studio;
  readonly options: AppOptions;
  readonly target: Target;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
};

/** Goes on air and resolves with the exit code once everything is closed and written. */
export function runUnattended(run: UnattendedRun): { readonly done: Promise<number>; readonly interrupt: () => void } {
  const { studio, options, target } = run;
  let timer: NodeJS.Timeout | null = null;
  let interrupted = false;
  const done = new Promise<number>((settle) => {
    let before = studio.session.state;
    studio.onReport((report) => {
      if (timer !== null) clearTimeout(timer);
      void conclude(run, report, interrupted).then(settle);
    });
    studio.onState(() => {
      const { state } = studio.session;
      if (state === before) return;
      before = state;
      run.print(stateLine(state, target));
      const onAir = state === 'live' || state === 'rehearsing';
      if (onAir && timer === null && options.duration !== null) {
        timer = setTimeout(() => studio.session.stop(), options.duration * 1000);
      }
      // Stopped before it was ever on air: there is no report to wait for.
      if (state === 'off-air') settle(130);
    });
    void begin(run).then((code) => code !== null && settle(code));
  });
  const interrupt = (): void => {
    interrupted = options.duration !== null;
    studio.session.stop();
  };
  return { done, interrupt };
}

/** Starts the session; the exit code when it can't, among others because the report could not be written later. */
async function begin(run: UnattendedRun): Promise<number | null> {
  const { report } = run.options;
  const isWritable = report === null || (await access(dirname(resolve(report)), constants.W_OK).then(yes, no));
  if (!isWritable) return complainAbout(run, studioError('storage-failed', { file: report }));
  const started = run.studio.session.start(run.target);
  return started.ok ? null : complainAbout(run, started.error);
}

const yes = (): boolean => true;
const no = (): boolean => false;

async function conclude(run: UnattendedRun, report: Report, interrupted: boolean): Promise<number> {
  // A run that never was on air has nothing to sum up but its reason.
  if (report.liveSeconds > 0) for (const line of summaryOf(report)) run.print(line);
  const { options } = run;
  if (options.report !== null) {
    const written = await writeFile(options.report, `${JSON.stringify(report, null, 2)}\n`).then(yes, no);
    if (!written) return complainAbout(run, studioError('storage-failed', { file: options.report }));
  }
  if (report.error !== null) return complainAbout(run, report.error, report.destination.host);
  const verdict = judgeRehearsal(report);
  if (verdict !== null) return complainAbout(run, verdict);
  return interrupted ? 130 : 0;
}

/** Prints the sentence of `error` and gives its exit code. */
export function complainAbout(
  run: Pick<UnattendedRun, 'complain'> & { readonly target?: Target },
  error: StudioError,
  destination = '',
): number {
  const host = typeof error.facts['host'] === 'string' ? error.facts['host'] : destination;
  const words = sentenceFor(error, { service: run.target?.profileName ?? '', host });
  run.complain(`${words.text} ${words.next}`.trim());
  return exitCodeFor(error);
}

function stateLine(state: string, target: Target): string {
  const words: Readonly<Record<string, string>> = {
    checking: 'Checking picture, sound and encoder',
    connecting: `Connecting to ${target.profileName}`,
    live: 'LIVE',
    rehearsing: 'REHEARSAL: nobody else can see this',
    reconnecting: 'Connection lost. Trying again',
    ending: 'Ending',
    ended: 'Ended',
    failed: 'Failed',
    'off-air': 'Off air',
  };
  return words[state] ?? state;
}
