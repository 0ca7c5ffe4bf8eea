/** Puts the parts of a run together: what each of them needs of the others is handed to it here. */
import type { Millis } from '../../../shared/clock.ts';
import { defaultCodecs } from '../../../shared/contract/settings.ts';
import { studioError, type StudioError } from '../../../shared/errors.ts';
import { codecNames } from '../../../shared/live/services/presets.ts';
import { isTrying } from '../../../shared/live/session/status.ts';
import { floorMillis } from '../../../shared/media/timestamps.ts';
import { OutputSet } from '../outputs/output-set.ts';
import type { OutputHost } from '../outputs/output-host.ts';
import { goOnAfter, newRun, noteEvent, type Run } from '../run.ts';
import type { DestinationTarget, SessionPlan, SessionPorts } from '../target.ts';
import { Program } from './program.ts';
import { RateDesk } from './rate-desk.ts';
import { Taps } from './taps.ts';

/** Program time left out when the codecs change. */
const codecGapMillis: Millis = 100;

/** Between the last packet of one page and the first of the next there is at least this. */
const leastPageGapMillis: Millis = 100;

/** The least bitrate that a start order takes, kb/s. */
const leastStartKbps = 200;

/** What a run asks of its session. */
export type RunHost = {
  readonly ports: SessionPorts;
  /** A destination's state, step or words changed. */
  readonly onOutputs: (run: Run) => void;
  readonly fail: (run: Run, error: StudioError) => void;
  /** True from Stop on. */
  readonly isEnding: () => boolean;
};

/** A run whose destinations are known but not yet started. */
export function openRun(plan: SessionPlan, host: RunHost): Run {
  const { ports } = host;
  const { clock } = ports;
  const times = { now: clock.now(), wallclock: clock.wallclock() };
  const taps = new Taps(ports);
  const program: Program = new Program({
    ports,
    onConfig: (config) => {
      run.outputs.writeConfig(config);
      taps.onConfig(config);
    },
    onPacket: (packet, captured) => {
      if (packet.track === 'video' && captured !== null) {
        run.pictures += 1;
        run.ledger.addEncoded(packet.bytes.byteLength);
      }
      run.encoded.take(packet, captured === null ? 'slate' : 'page', run.rate.fps);
      run.outputs.writePacket(packet, clock.now());
      taps.onPacket(packet);
      if (run.ingest !== null && captured !== null) {
        run.captureTimes.add(packet.track, floorMillis(packet.dts), captured);
      }
    },
    onFailed: (code) => host.fail(run, studioError(code)),
    onSlate: (millis) => tellSlate(run, ports, millis),
  });
  const rate: RateDesk = new RateDesk(plan, {
    clock,
    startedAt: times.now,
    order: ports.order,
    onNotice: ports.onNotice,
    onEvent: (kind, outputId, text) => noteEvent(run, clock.now(), { kind, outputId, text }),
    pause: (id) => void run.outputs.command(id, 'pause'),
    resume: (id) => void run.outputs.command(id, 'resume'),
  });
  const outputs = new OutputSet([], () => outputHost(run, host));
  const run: Run = newRun(plan, times, { outputs, program, rate, taps });
  return run;
}

/** Gives `run` its destinations. */
export function setOutputs(run: Run, targets: readonly DestinationTarget[], host: RunHost): void {
  run.outputs = new OutputSet(targets, ({ id }) => outputHost(run, host, id));
}

/** Puts the built-in ingest in place of the first destination, unless nobody wants it any more. */
export async function openRehearsal(run: Run, host: RunHost, isWanted: () => boolean): Promise<void> {
  const ingest = await host.ports.openIngest((track, timestamp) => run.captureTimes.find(track, timestamp));
  if (!isWanted()) {
    ingest.close();
    return;
  }
  run.ingest = ingest;
  const local = { serverUrl: ingest.url, backupUrl: null, streamKey: () => ingest.key };
  const [first] = run.plan.destinations;
  if (first !== undefined) setOutputs(run, [{ ...first, ...local }], host);
}

/** Orders the Worker to encode from `startPts` µs on. */
function startEncoding(run: Run, startPts: number): void {
  const { video, audio, gopSeconds } = run.plan;
  const kbps = Math.max(run.rate.kbps, leastStartKbps);
  run.program.start({ video: { ...video, kbps }, audio, gopSeconds, codecs: run.codecs }, startPts);
  run.rate.encodersStarted(kbps);
}

/** A new page took over: time goes on from where the last one stopped. */
export function goOnWithNewPage(run: Run, { clock, onNotice }: SessionPorts): void {
  const { program } = run;
  const gapMillis = Math.max(leastPageGapMillis, clock.now() - program.lastPacketAt);
  startEncoding(run, goOnAfter(run, gapMillis));
  // The slate hides the gap; it has words of its own.
  if (run.liveSince === null || program.isOnSlate) return;
  const seconds = (gapMillis / 1000).toFixed(1);
  const text = `The studio window had to start again. Viewers saw a pause of about ${seconds} s.`;
  onNotice({ tone: 'warn', text, next: '' });
}

function outputHost(run: Run, host: RunHost, id = ''): OutputHost {
  const { ports } = host;
  return {
    ports,
    guard: run.plan.mode === 'rehearsal' ? 'loopback' : 'any',
    fps: run.plan.video.fps,
    startedAt: run.startedAt,
    codecs: () => run.codecs,
    configs: () => run.program.configs(),
    timeOf: (pts) => run.program.timeOf(pts),
    isRecording: () => ports.recording?.()?.state === 'recording',
    isEnding: host.isEnding,
    wantKeyFrame: () => run.program.wantKeyFrame(),
    onAccepted: () => {
      run.rate.reconnected(id);
      if (!run.program.isEncoding) startEncoding(run, 0);
    },
    onCodecsRefused: () => refuseCodecs(run, ports, id),
    onChange: () => host.onOutputs(run),
    onNotice: ports.onNotice,
    onEvent: (text) => noteEvent(run, ports.clock.now(), { kind: 'state', outputId: id, text }),
  };
}

/** One destination alone must not change what all get; the last one left may. */
function refuseCodecs(run: Run, ports: SessionPorts, id: string): 'again' | 'fail' {
  const others = run.outputs.all.filter((output) => output.id !== id);
  if (others.some(({ state }) => isTrying(state))) return 'fail';
  const { video, audio } = run.codecs;
  const name = run.outputs.all.length === 1 ? run.plan.profileName : 'The destination';
  run.codecs = defaultCodecs;
  run.program.forget();
  const text = `${name} did not take ${codecNames[video]} and ${codecNames[audio]}. Going on with H.264 and AAC.`;
  ports.onNotice({ tone: 'warn', text, next: 'Choose H.264 and AAC in the profile to start with them.' });
  startEncoding(run, goOnAfter(run, codecGapMillis));
  for (const other of others) if (other.reason?.code === 'codecs-refused') other.retry();
  return 'again';
}

function tellSlate(run: Run, ports: SessionPorts, millis: Millis | null): void {
  const { clock } = ports;
  const seconds = millis === null ? '' : (millis / 1000).toFixed(1);
  const back = `The picture is back. Viewers saw the holding picture for ${seconds} s.`;
  const text = millis === null ? 'The picture stopped: viewers get the holding picture.' : back;
  noteEvent(run, clock.now(), { kind: 'page', outputId: null, text });
  if (millis !== null && run.liveSince !== null) ports.onNotice({ tone: 'warn', text, next: '' });
}
