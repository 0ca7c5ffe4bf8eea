/** Puts the parts of a run together: what each of them needs of the others is handed to it here. */
import type { Millis } from '../../../shared/clock.ts';
import type { OutputSnapshot } from '../../../shared/contract/delivery.ts';
import { defaultCodecs } from '../../../shared/contract/settings.ts';
import { studioError, type Reply, type StudioError } from '../../../shared/errors.ts';
import { needsOwn, type Rendition } from '../../../shared/live/delivery/renditions.ts';
import { codecNames } from '../../../shared/live/services/presets.ts';
import { isTrying } from '../../../shared/live/session/status.ts';
import { floorMillis } from '../../../shared/media/timestamps.ts';
import type { Output } from '../outputs/output.ts';
import { OutputSet, type HostFor } from '../outputs/output-set.ts';
import { goOnAfter, newRun, noteEvent, wantedTracks, type Run } from '../run.ts';
import type { DestinationTarget, SessionPlan, SessionPorts } from '../target.ts';
import { checkPicture, type CheckingHost } from './checking.ts';
import { Program } from './program.ts';
import { RateDesk, type RateHost } from './rate-desk.ts';
import { SecondStream } from './second-stream.ts';
import { Taps } from './taps.ts';
import { say } from '../../../shared/wire/tongue.ts';

/** Program time left out when the codecs change. */
const codecGapMillis: Millis = 100;

/** Between the last packet of one page and the first of the next there is at least this. */
const leastPageGapMillis: Millis = 100;

/** A page that was lost may take this long to come back; LIVE without a picture would be a lie. */
const pageLimitMillis: Millis = 15_000;

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
      const isFurther = (packet.trackId ?? 0) !== 0;
      if (!isFurther) run.encoded.take(packet, captured === null ? 'slate' : 'page', run.rate.fps);
      run.outputs.writePacket(packet, clock.now());
      taps.onPacket(packet);
      if (run.ingest !== null && captured !== null && !isFurther) {
        run.captureTimes.add(packet.track, floorMillis(packet.dts), captured);
      }
    },
    onFailed: (code) => host.fail(run, studioError(code)),
    onSlate: (millis) => tellSlate(run, ports, millis),
  });
  const rateHost: Omit<RateHost, 'order' | 'clock'> = {
    startedAt: times.now,
    onNotice: ports.onNotice,
    onEvent: (kind, outputId, text) => noteEvent(run, clock.now(), { kind, outputId, text }),
    pause: (id) => void run.outputs.command(id, 'pause'),
    resume: (id) => void run.outputs.command(id, 'resume'),
  };
  const rate = new RateDesk(plan, { ...rateHost, clock, order: ports.order });
  const second: SecondStream = new SecondStream(plan, {
    ports,
    main: program,
    rate: rateHost,
    isWanted: () => run.outputs.all.some(({ id, state }) => second.has(id) && isTrying(state)),
    onConfig: (config) => run.outputs.writeConfig(config, 1),
    onPacket: (packet) => run.outputs.writePacket(packet, clock.now(), 1),
    onGivenUp: () => failSecond(run),
  });
  const outputs = new OutputSet([], (target) => outputHost(run, host, target));
  const run: Run = newRun(plan, times, { outputs, program, rate, second, taps });
  if (plan.mode === 'live') setOutputs(run, plan.destinations, host);
  return run;
}

/** Gives `run` its destinations; where all would need a rendition of their own, they get the main one. */
function setOutputs(run: Run, targets: readonly DestinationTarget[], host: RunHost): void {
  const own = targets.filter((target) => needsSecond(run, target));
  if (own.length < targets.length) for (const target of own) run.second.join(target);
  run.outputs = new OutputSet(targets, (target) => outputHost(run, host, target));
}

/** Adds a destination in mid-stream and connects it. */
export function addOutput(run: Run, target: DestinationTarget): Reply<null> {
  const isNew = !run.outputs.all.some(({ id }) => id === target.id);
  if (isNew && needsSecond(run, target)) run.second.join(target);
  const added = run.outputs.add(target);
  if (!added.ok && isNew) run.second.leave(target.id);
  return added;
}

function needsSecond({ plan, codecs }: Run, target: DestinationTarget): boolean {
  return plan.mode === 'live' && needsOwn(target, { codecs, kbps: plan.video.kbps });
}

/** The main encoder comes first: those who wait for the second rendition get nothing. */
function failSecond({ outputs, second }: Run): void {
  for (const output of outputs.all) {
    if (second.has(output.id) && isTrying(output.state)) output.fail(studioError('second-encoder-late'));
  }
}

/** CHECKING: `go` follows once the picture runs, and a rehearsal has its ingest. */
export function checkRun(
  run: Run,
  host: RunHost,
  checks: Pick<CheckingHost, 'page' | 'isWanted' | 'later'> & { readonly go: () => void },
): void {
  checkPicture({
    ...checks,
    clock: host.ports.clock,
    go: async (isWanted) => {
      if (run.plan.mode === 'rehearsal') await openRehearsal(run, host, isWanted);
      if (isWanted()) checks.go();
    },
    fail: (error) => host.fail(run, error),
  });
}

/** Puts the built-in ingest in place of the first destination, unless nobody wants it any more. */
async function openRehearsal(run: Run, host: RunHost, isWanted: () => boolean): Promise<void> {
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
function startEncoding(run: Run, startPts: number, ports: SessionPorts): void {
  const { video, audio, gopSeconds } = run.plan;
  const kbps = Math.max(run.rate.kbps, leastStartKbps);
  run.tracks = wantedTracks(run, ports);
  const wish = { video: { ...video, kbps }, audio, gopSeconds, codecs: run.codecs, tracks: run.tracks };
  run.program.start(wish, startPts);
  run.rate.encodersStarted(kbps);
  run.second.mainStarted(startPts);
}

/** The page is gone; main keeps the connections and waits a while for the next page. */
export function waitForPage(run: Run, { clock }: SessionPorts): void {
  const { program, second } = run;
  program.pageGone();
  second.pageGone();
  // The slate has words of its own.
  const event = { kind: 'page', outputId: null, text: say`The studio window is gone.` } as const;
  if (!program.isOnSlate) noteEvent(run, clock.now(), event);
  program.limit(pageLimitMillis, 'page-lost');
}

/** A new page took over: time goes on from where the last one stopped. */
export function goOnWithNewPage(run: Run, ports: SessionPorts): void {
  const { program } = run;
  const { clock, onNotice } = ports;
  const gapMillis = Math.max(leastPageGapMillis, clock.now() - program.lastPacketAt);
  startEncoding(run, goOnAfter(run, gapMillis), ports);
  // The slate hides the gap; it has words of its own.
  if (run.liveSince === null || program.isOnSlate) return;
  const seconds = (gapMillis / 1000).toFixed(1);
  const text = say`The studio window had to start again. Viewers saw a pause of about ${seconds} s.`;
  onNotice({ tone: 'warn', text, next: '' });
}

function outputHost(run: Run, host: RunHost, target: DestinationTarget): ReturnType<HostFor> {
  const { ports } = host;
  const { id } = target;
  const isSecond = (): boolean => run.second.has(id);
  const first: Rendition = isSecond() ? 1 : 0;
  const onOtherLink = (): void => (isSecond() ? run.second : run.rate).reconnected(id);
  return {
    ports,
    first,
    guard: run.plan.mode === 'rehearsal' ? 'loopback' : 'any',
    fps: run.plan.video.fps,
    startedAt: run.startedAt,
    codecs: () => (isSecond() ? defaultCodecs : run.codecs),
    rendition: () => (isSecond() ? run.second.shown : mainRendition(run)),
    configs: () => (isSecond() ? run.second.configs() : run.program.configs()),
    timeOf: (pts) => (isSecond() ? run.second : run.program).timeOf(pts),
    isRecording: () => ports.recording?.()?.state === 'recording',
    isEnding: host.isEnding,
    wantKeyFrame: () => run.program.wantKeyFrame(),
    onOtherLink,
    onAccepted: () => {
      onOtherLink();
      if (!run.program.isEncoding) startEncoding(run, 0, ports);
      run.second.check();
    },
    onCodecsRefused: () => refuseCodecs(run, ports, target),
    onChange: () => host.onOutputs(run),
    onNotice: ports.onNotice,
    onEvent: (text) => noteEvent(run, ports.clock.now(), { kind: 'state', outputId: id, text }),
  };
}

/** What everybody gets who has no rendition of their own; absent before the encoders have spoken. */
function mainRendition({ program, rate }: Run): OutputSnapshot['rendition'] {
  const { video } = program.encoders;
  if (video === null) return undefined;
  return { isOwn: false, codec: video.codec.startsWith('av01') ? 'av1' : 'avc', kbps: rate.kbps };
}

/** One destination alone must not change what others get: it gets the second rendition. The last one left changes the main one. */
function refuseCodecs(run: Run, ports: SessionPorts, target: DestinationTarget): 'again' | 'fail' {
  if (run.second.has(target.id)) return 'fail';
  const others = run.outputs.all.filter(({ id }) => id !== target.id);
  const isMainUsed = others.some(({ id, state }) => isTrying(state) && !run.second.has(id));
  const { video, audio } = run.codecs;
  const refused = say`did not take ${codecNames[video]} and ${codecNames[audio]}.`;
  if (isMainUsed) {
    run.second.join(target);
    run.outputs.move(target.id, 1, run.second.configs());
    const text = say`${target.name} ${refused} It gets H.264 and AAC of its own; the others go on as they are.`;
    ports.onNotice({ tone: 'warn', text, next: '' });
    return 'again';
  }
  const name = run.outputs.all.length === 1 ? run.plan.profileName : say`The destination`;
  run.codecs = defaultCodecs;
  run.program.forget();
  const text = say`${name} ${refused} Going on with H.264 and AAC.`;
  ports.onNotice({ tone: 'warn', text, next: say`Choose H.264 and AAC in the profile to start with them.` });
  rejoinMain(run, others);
  startEncoding(run, goOnAfter(run, codecGapMillis), ports);
  return 'again';
}

/** Who had the second rendition only for its codecs gets the main one, from its first key frame on. */
function rejoinMain(run: Run, outputs: readonly Output[]): void {
  for (const { id, target } of outputs) {
    if (!run.second.has(id) || needsSecond(run, target)) continue;
    run.second.leave(id);
    run.outputs.move(id, 0, run.program.configs());
  }
  run.second.check();
}

function tellSlate(run: Run, ports: SessionPorts, millis: Millis | null): void {
  const { clock } = ports;
  const seconds = millis === null ? '' : (millis / 1000).toFixed(1);
  const back = say`The picture is back. Viewers saw the holding picture for ${seconds} s.`;
  const text = millis === null ? say`The picture stopped: viewers get the holding picture.` : back;
  noteEvent(run, clock.now(), { kind: 'page', outputId: null, text });
  if (millis !== null && run.liveSince !== null) ports.onNotice({ tone: 'warn', text, next: '' });
}
