/** The handshake of both sides, simple and digest, on any bytes: exact lengths, and digests that both sides believe. */
import { Handshake } from '../../../shared/rtmp/handshake/handshake.ts';
import type { HandshakeStep } from '../../../shared/rtmp/handshake/handshake.ts';
import { handshakeBytes, readCapture } from '../../fixtures/corpora/captured.ts';
import { Input } from './support/input.ts';
import { insist, insistSame } from './support/insist.ts';
import { joined } from './support/wire.ts';

const random = new Uint8Array(1528).map((_, index) => index * 7);
const modes = ['simple', 'digest'] as const;
type Outcome = { readonly last: HandshakeStep; readonly output: Uint8Array; readonly rest: number };

function run(machine: Handshake, bytes: Uint8Array, size: number): Outcome {
  const output = [...machine.takeOutput()];
  let last: HandshakeStep = { kind: 'need-more' };
  let at = 0;
  while (last.kind === 'need-more' && at < bytes.length) {
    last = machine.receive(bytes.slice(at, at + size), 5);
    output.push(...machine.takeOutput());
    at = Math.min(at + size, bytes.length);
  }
  const rest = last.kind === 'done' ? last.rest.length + bytes.length - at : 0;
  return {
    last: last.kind === 'done' ? { kind: 'done', rest: new Uint8Array(0) } : last,
    output: joined(output),
    rest,
  };
}

/** A peer on whose handshake nothing is wrong finishes with us, whatever its random bytes are. */
function insistMeeting(noise: Uint8Array, mode: 'simple' | 'digest'): void {
  const own = random.slice();
  own.set(noise.subarray(0, own.length));
  const client = new Handshake('client', own, { now: 1, mode });
  const server = new Handshake('server', random, { now: 2 });
  const answer = run(server, joined(client.takeOutput()), 1000);
  const met = run(client, answer.output, 1000);
  insist(met.last.kind === 'done' && met.rest === 0, 'a client finishes with our server');
  insist(run(server, met.output, 1000).last.kind === 'done', 'our server finishes with a client');
}

export function fuzz(data: Uint8Array): void {
  const input = new Input(data);
  const side = input.pick(['client', 'server']);
  const mode = input.pick(modes);
  const size = 1 + input.u16();
  const zeros = input.u8() * 16;
  const bytes = joined([input.take(2000), new Uint8Array(zeros), input.rest()]);
  const make = (): Handshake => new Handshake(side, random, { now: 3, mode });
  const whole = run(make(), bytes, Math.max(bytes.length, 1));
  insistSame(run(make(), bytes, size), whole, 'cutting changes nothing');
  insist(whole.output.length <= handshakeBytes, 'a side says 3073 bytes');
  if (whole.last.kind === 'done') {
    insist(whole.output.length === handshakeBytes, 'a side that is done has said everything');
    insist(whole.rest === bytes.length - handshakeBytes, 'the rest belongs to the chunks');
  } else insist(bytes.length < handshakeBytes || whole.last.kind === 'failed', 'a whole handshake ends');
  if ((zeros & 0x30) === 0) insistMeeting(bytes, mode);
}

export function seeds(): readonly Uint8Array[] {
  const head = (side: number, mode: number): Uint8Array => Uint8Array.of(side, mode, 3, 0, 0);
  return [
    joined([head(1, 0), readCapture('obs29-nginx.c2s').subarray(0, handshakeBytes + 20)]),
    joined([head(1, 1), readCapture('ffmpeg51-nginx.c2s').subarray(0, handshakeBytes + 20)]),
    joined([head(0, 1), readCapture('ffmpeg81-hevc-ertmp-srs.s2c').subarray(0, handshakeBytes + 20)]),
    joined([Uint8Array.of(0, 0, 0, 9, 192), Uint8Array.of(3)]),
  ];
}
