/** From an address to an accepted publish: one attempt after the other as the connect plan wants them, each on a socket of its own. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Millis } from '../../../shared/clock.ts';
import { studioError, type StudioError } from '../../../shared/errors.ts';
import { ConnectPlan, type AttemptEnd, type ConnectAttempt } from '../../../shared/rtmp/client/connect-plan.ts';
import type { PublisherEvent } from '../../../shared/rtmp/client/publish-dialogue.ts';
import { RtmpPublisher } from '../../../shared/rtmp/publisher.ts';
import type { IngestAddress } from '../../../shared/rtmp/url.ts';
import { Alarm, cutSocket, writeCorked } from '../net/socket-parts.ts';
import { describeSocketError, openSocket, type SocketTarget } from '../net/socket.ts';
import { socketTarget, type ConnectionOptions } from './connection-parts.ts';

/** No further attempt begins when those before it took longer than this together. */
const planLimitMillis: Millis = 30_000;

/** An accepted publish; its owner listens to the socket from here on. */
export type AcceptedPublish = {
  readonly socket: Socket;
  readonly machine: RtmpPublisher;
  /** Where it really is, after redirects. */
  readonly address: IngestAddress;
  /** What the machine told together with the acceptance and after it. */
  readonly events: readonly PublisherEvent[];
};

export type NegotiationListener = {
  /** Each step is told once, however many attempts there are. */
  readonly onStep: (step: 'found' | 'connected') => void;
  readonly onServerSaid: (text: string) => void;
  /** A user name or the answer to a login goes out without TLS. */
  readonly onLoginInClear: () => void;
  readonly onAccepted: (publish: AcceptedPublish) => void;
  readonly onFailed: (error: StudioError) => void;
};

/** Starts at once; exactly one of `onAccepted` and `onFailed` follows unless `cancel` comes first. */
export class Negotiation {
  readonly #options: ConnectionOptions;
  readonly #listener: NegotiationListener;
  readonly #plan: ConnectPlan;
  readonly #startedAt: Millis;
  readonly #told = new Set<'found' | 'connected'>();
  #round: Round | null = null;
  #isOver = false;

  constructor(options: ConnectionOptions, listener: NegotiationListener) {
    this.#options = options;
    this.#listener = listener;
    this.#startedAt = options.clock.now();
    this.#plan = new ConnectPlan({
      address: options.address,
      enhanced: options.enhanced !== undefined,
      isModern: options.isModern ?? false,
      redirectHosts: options.redirectHosts ?? [],
    });
    this.#begin();
  }

  /** Cuts whatever is open; nothing is told any more. */
  cancel(): void {
    this.#isOver = true;
    this.#round?.cancel();
  }

  #begin(): void {
    const { attempt } = this.#plan;
    if (attempt.isLoginInClear) this.#listener.onLoginInClear();
    this.#round = new Round(this.#options, attempt, {
      onStep: (step) => this.#step(step),
      onServerSaid: this.#listener.onServerSaid,
      onAccepted: (publish) => {
        this.#isOver = true;
        this.#listener.onAccepted(publish);
      },
      onEnded: (end) => this.#ended(end),
    });
  }

  #step(step: 'found' | 'connected'): void {
    if (this.#told.has(step)) return;
    this.#told.add(step);
    this.#listener.onStep(step);
  }

  #ended(end: AttemptEnd): void {
    if (this.#isOver) return;
    const step = this.#plan.after(end, new Uint8Array(randomBytes(4)));
    const isLate = this.#options.clock.now() - this.#startedAt > planLimitMillis;
    if (step.kind === 'attempt' && !isLate) {
      this.#begin();
      return;
    }
    this.#isOver = true;
    this.#listener.onFailed(step.kind === 'failed' ? step.error : end.error);
  }
}

type RoundListener = Pick<NegotiationListener, 'onStep' | 'onServerSaid' | 'onAccepted'> & {
  readonly onEnded: (end: AttemptEnd) => void;
};

/** One attempt: one socket and one machine. */
class Round {
  readonly #options: ConnectionOptions;
  readonly #attempt: ConnectAttempt;
  readonly #listener: RoundListener;
  readonly #target: SocketTarget;
  readonly #cancelOpen: () => void;
  readonly #alarm = new Alarm();
  readonly #limit = new Alarm();
  #socket: Socket | null = null;
  #machine: RtmpPublisher | null = null;
  /** What the server said of itself before it accepted. */
  readonly #kept: PublisherEvent[] = [];
  #isOver = false;

  constructor(options: ConnectionOptions, attempt: ConnectAttempt, listener: RoundListener) {
    this.#options = options;
    this.#attempt = attempt;
    this.#listener = listener;
    this.#target = socketTarget({ ...options, address: attempt.address });
    const { limitMillis } = attempt;
    if (limitMillis !== null) {
      this.#limit.set(limitMillis, 0, () => this.#failEarly(studioError('handshake-timeout', { phase: 'handshake' })));
    }
    this.#cancelOpen = openSocket(this.#target, {
      onFound: () => this.#listener.onStep('found'),
      onOpen: (socket) => this.#opened(socket),
      onFailed: (error) => this.#end({ error, phase: 'opening', isWordless: true, refusal: null }),
    });
  }

  /** Hangs up; there is no stream yet that a service could keep for a reconnect. */
  cancel(): void {
    if (!this.#isOver) this.#release()?.destroy();
  }

  #opened(socket: Socket): void {
    if (this.#isOver) {
      socket.destroy();
      return;
    }
    this.#socket = socket;
    this.#machine = newMachine(this.#options, this.#attempt);
    this.#listener.onStep('connected');
    socket.on('data', (bytes: Buffer) => this.#crank((machine) => machine.receive(bytes, this.#now())));
    socket.on('error', (error: Error) => this.#socketError(error));
    socket.on('end', () => this.#peerClosed('fin'));
    socket.on('close', () => this.#peerClosed('fin'));
    this.#crank(() => {
      // Only C0 and C1 wait to be sent.
    });
  }

  #now(): Millis {
    return this.#options.clock.now();
  }

  #socketError(error: Error): void {
    const described = describeSocketError(error, this.#target);
    if (described.code === 'connection-reset') this.#peerClosed('reset');
    else this.#failEarly(described);
  }

  #peerClosed(how: 'fin' | 'reset'): void {
    this.#crank((machine) => machine.closed(how, this.#now()));
  }

  /** Lets the machine act, sends what it has to say, and reads its events. */
  #crank(act: (machine: RtmpPublisher) => void): void {
    const machine = this.#machine;
    const socket = this.#socket;
    if (machine === null || socket === null || this.#isOver) return;
    act(machine);
    if (socket.writable) writeCorked(socket, machine.takeOutput(), (count) => machine.outputSent(count));
    const events = machine.takeEvents();
    for (const [index, event] of events.entries()) {
      this.#take(event, events.slice(index));
      if (this.#isOver) return;
    }
    this.#alarm.set(machine.nextDeadline(), this.#now(), () => this.#crank(() => machine.tick(this.#now())));
  }

  #take(event: PublisherEvent, fromHere: readonly PublisherEvent[]): void {
    if (event.kind === 'status') this.#listener.onServerSaid(event.description === '' ? event.code : event.description);
    if (event.kind === 'capabilities' || event.kind === 'asked-to-move') this.#kept.push(event);
    // Past the answer to connect, an attempt that was a guess has proved itself.
    if (event.kind === 'phase' && event.phase === 'connected') this.#limit.clear();
    if (event.kind === 'phase' && event.phase === 'publishing') this.#handOver(fromHere);
    const ending = this.#machine?.ending;
    if (event.kind === 'failed' && ending !== undefined) this.#end({ error: event.error, ...ending });
  }

  #handOver(events: readonly PublisherEvent[]): void {
    const machine = this.#machine;
    const socket = this.#release();
    if (machine === null || socket === null) return;
    for (const name of ['data', 'error', 'end', 'close']) socket.removeAllListeners(name);
    this.#listener.onAccepted({ socket, machine, address: this.#attempt.address, events: [...this.#kept, ...events] });
  }

  #failEarly(error: StudioError): void {
    this.#end({ error, phase: 'handshake', isWordless: true, refusal: null });
  }

  #end(end: AttemptEnd): void {
    if (this.#isOver) return;
    const socket = this.#release();
    if (socket !== null) cutSocket(socket);
    this.#listener.onEnded(end);
  }

  #release(): Socket | null {
    this.#isOver = true;
    this.#alarm.clear();
    this.#limit.clear();
    this.#cancelOpen();
    const socket = this.#socket;
    socket?.removeAllListeners('data');
    socket?.on('error', () => {
      // Reported once already; a dying socket may repeat itself.
    });
    return socket;
  }
}

function newMachine(options: ConnectionOptions, attempt: ConnectAttempt): RtmpPublisher {
  const { enhanced, multitrack, legacyEnd, chunkSize, ackWindow } = options;
  return new RtmpPublisher({
    app: attempt.app,
    tcUrl: attempt.tcUrl,
    streamKey: options.streamKey(),
    handshake: attempt.handshake,
    // Timestamps continue over a reconnect, so that a server or an archive can join the parts.
    epoch: 0,
    random: new Uint8Array(randomBytes(1528)),
    now: options.clock.now(),
    ...(enhanced !== undefined && attempt.enhanced ? { enhanced } : {}),
    ...(multitrack === undefined ? {} : { multitrack }),
    ...(legacyEnd === undefined ? {} : { legacyEnd }),
    ...(chunkSize === undefined ? {} : { chunkSize }),
    ...(ackWindow === undefined ? {} : { ackWindow }),
  });
}
