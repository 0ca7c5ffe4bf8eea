/** A run from the command line: goes on air by itself, stops after its time, writes the report and gives an exit code. */
import { access, constants, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Report } from '../../shared/contract/report.ts';
import { defaultRecording, type Settings } from '../../shared/contract/settings.ts';
import { studioError, type StudioError } from '../../shared/errors.ts';
import { exitCodeFor } from '../../shared/live/words/exit-codes.ts';
import { sentenceFor } from '../../shared/live/words/sentences.ts';
import type { AppOptions } from './options.ts';
import { judgeRehearsal, summaryOf } from './summary.ts';
import type { SessionPlan } from '../session/target.ts';
import type { Studio } from '../studio/studio.ts';

/** Making proper files of what was recorded may take this long, ms; what is not done then stays whole as it is. */
const finishLimitMillis = 10_000;

/** Settings that a run from the command line overrides without saving. */
export function overridesFor(options: AppOptions, isUnattended: boolean): Partial<Settings> {
  const { record } = options;
  const recording = record === null ? {} : { recording: { ...defaultRecording, folder: resolve(record) } };
  const welcomed = { ...recording, ...(isUnattended ? { welcomed: true } : {}) };
  if (options.source === 'test') return { ...welcomed, videoSource: { kind: 'test' }, audioSource: { kind: 'test' } };
  if (options.source === null) return welcomed;
  return {
    ...welcomed,
    videoSource: { kind: 'camera', deviceId: '', label: '', width: null, height: null, fps: null },
    audioSource: { kind: 'microphone', deviceId: '', label: '' },
  };
}

export type UnattendedRun = {
  readonly studio: Studio;
  readonly options: AppOptions;
  readonly plan: SessionPlan;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
};

/** Goes on air and resolves with the exit code once everything is closed and written. */
export function runUnattended(run: UnattendedRun): { readonly done: Promise<number>; readonly interrupt: () => void } {
  const { studio, options, plan } = run;
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
      run.print(stateLine(state, plan));
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
  const started = await run.studio.goOnAir(run.plan, run.options.record !== null);
  return started.ok ? null : complainAbout(run, started.error);
}

const yes = (): boolean => true;
const no = (): boolean => false;

async function conclude(run: UnattendedRun, report: Report, interrupted: boolean): Promise<number> {
  // A run that never was on air has nothing to sum up but its reason.
  if (report.liveSeconds > 0) for (const line of summaryOf(report)) run.print(line);
  const { options } = run;
  await run.studio.finish(finishLimitMillis);
  if (options.report !== null) {
    const written = await writeFile(options.report, `${JSON.stringify(run.studio.report() ?? report, null, 2)}\n`).then(
      yes,
      no,
    );
    if (!written) return complainAbout(run, studioError('storage-failed', { file: options.report }));
  }
  if (report.error !== null) return complainAbout(run, report.error, report.destination.host);
  const verdict = judgeRehearsal(report);
  if (verdict !== null) return complainAbout(run, verdict);
  return interrupted ? 130 : 0;
}

/** Prints the sentence of `error` and gives its exit code. */
export function complainAbout(
  run: Pick<UnattendedRun, 'complain'> & { readonly plan?: SessionPlan },
  error: StudioError,
  destination = '',
): number {
  const host = typeof error.facts['host'] === 'string' ? error.facts['host'] : destination;
  const words = sentenceFor(error, { service: run.plan?.profileName ?? '', host });
  run.complain(`${words.text} ${words.next}`.trim());
  return exitCodeFor(error);
}

function stateLine(state: string, plan: SessionPlan): string {
  const words: Readonly<Record<string, string>> = {
    checking: 'Checking picture, sound and encoder',
    connecting: `Connecting to ${plan.destinations.map(({ name }) => name).join(', ')}`,
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
