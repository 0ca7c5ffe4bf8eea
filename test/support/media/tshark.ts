/** Lets tshark's RTMP dissector judge a recorded connection: what messages it sees, and what it objects to. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../loopback.ts';
import { runWell } from '../processes.ts';
import type { Piece } from '../servers/recording-proxy.ts';

/** LINKTYPE_RAW: packets begin with their IP header. */
const linkTypeRaw = 101;

/** The port by which tshark knows RTMP. */
const serverPort = 1935;
const clientPort = 50_000;

/** Most bytes of one TCP segment here; an IPv4 packet holds less than 64 KiB. */
const segmentLength = 32 * 1024;

/** tshark ignores a chunk size that is larger than the largest message it expects, 32 768 bytes unless told. */
const largestMessage = 0xff_ffff;

const flag = { fin: 1, syn: 2, psh: 8, ack: 16 } as const;

type Side = 'client' | 'server';
type Segment = { readonly from: Side; readonly flags: number; readonly bytes: Uint8Array; readonly at: number };

/** One side's address ends in 1 or 2, and its first sequence number is 1000 times that. */
const sides = { client: { port: clientPort, host: 1 }, server: { port: serverPort, host: 2 } } as const;

/** A pcap file of a whole TCP connection that carried `pieces`; checksums stay zero, which tshark does not mind. */
function pcapOf(pieces: readonly Piece[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(0x4_0000, 16);
  header.writeUInt32LE(linkTypeRaw, 20);
  const next = { client: 1000, server: 2000 };
  const records = segmentsOf(pieces).map(({ from, flags, bytes, at }) => {
    const to = from === 'client' ? 'server' : 'client';
    const packet = packetOf({ from, to, flags, bytes, sequence: next[from], acknowledged: next[to] });
    next[from] += bytes.length + (flags & (flag.syn | flag.fin) ? 1 : 0);
    const record = Buffer.alloc(16);
    record.writeUInt32LE(Math.floor(at / 1000), 0);
    record.writeUInt32LE(Math.floor((at % 1000) * 1000), 4);
    record.writeUInt32LE(packet.length, 8);
    record.writeUInt32LE(packet.length, 12);
    return Buffer.concat([record, packet]);
  });
  return Buffer.concat([header, ...records]);
}

function segmentsOf(pieces: readonly Piece[]): readonly Segment[] {
  const none = new Uint8Array(0);
  const start = pieces[0]?.at ?? 0;
  const end = pieces.at(-1)?.at ?? 0;
  const data = pieces.flatMap(({ from, bytes, at }) =>
    Array.from({ length: Math.ceil(bytes.length / segmentLength) }, (_, index): Segment => {
      const part = bytes.subarray(index * segmentLength, (index + 1) * segmentLength);
      return { from, flags: flag.psh | flag.ack, bytes: part, at };
    }),
  );
  return [
    { from: 'client', flags: flag.syn, bytes: none, at: start },
    { from: 'server', flags: flag.syn | flag.ack, bytes: none, at: start },
    { from: 'client', flags: flag.ack, bytes: none, at: start },
    ...data,
    { from: 'client', flags: flag.fin | flag.ack, bytes: none, at: end },
    { from: 'server', flags: flag.fin | flag.ack, bytes: none, at: end },
  ];
}

type Addressed = {
  readonly from: Side;
  readonly to: Side;
  readonly flags: number;
  readonly bytes: Uint8Array;
  readonly sequence: number;
  readonly acknowledged: number;
};

/** IPv4 and TCP headers of 20 bytes each, then the payload. */
function packetOf({ from, to, flags, bytes, sequence, acknowledged }: Addressed): Buffer {
  const ip = Buffer.alloc(20);
  ip.writeUInt8(0x45, 0);
  ip.writeUInt16BE(40 + bytes.length, 2);
  ip.writeUInt8(64, 8);
  ip.writeUInt8(6, 9);
  ip.set([10, 0, 0, sides[from].host], 12);
  ip.set([10, 0, 0, sides[to].host], 16);
  const tcp = Buffer.alloc(20);
  tcp.writeUInt16BE(sides[from].port, 0);
  tcp.writeUInt16BE(sides[to].port, 2);
  tcp.writeUInt32BE(sequence, 4);
  tcp.writeUInt32BE(flags & flag.ack ? acknowledged : 0, 8);
  tcp.writeUInt8(0x50, 12);
  tcp.writeUInt8(flags, 13);
  tcp.writeUInt16BE(0xffff, 14);
  return Buffer.concat([ip, tcp, bytes]);
}

/** One RTMP message, or a part of the handshake, in tshark's words; null is what its header does not say. */
export type DissectedMessage = {
  readonly from: Side;
  readonly what: string;
  /** Ms, deltas added up. */
  readonly timestamp: number | null;
  /** Of the chunk that begins it. */
  readonly format: number | null;
  readonly chunkStreamId: number | null;
  readonly streamId: number | null;
};

/** What tshark made of a connection, in the order of the wire. */
export type Dissection = {
  readonly messages: readonly DissectedMessage[];
  /** Malformed packets, and expert notes of RTMP and AMF. */
  readonly objections: readonly string[];
};

/** Dissects what passed between one client and one server. */
export async function dissect(pieces: readonly Piece[]): Promise<Dissection> {
  const folder = await temporaryFolder();
  const file = join(folder.path, 'connection.pcap');
  await writeFile(file, pcapOf(pieces));
  const reading = ['-r', file, '-n', '-o', `rtmpt.max_packet_size:${largestMessage}`];
  const text = (await runWell('tshark', [...reading, '-V', '-O', 'rtmpt,amf'])).toString('utf8');
  await folder.remove();
  return readText(text);
}

const headerLines = [
  ['timestamp', /^ +Timestamp: (\d+)/],
  ['format', /^ +[.01 ]+ = Format: (\d)/],
  ['chunkStreamId', /^ +[.01 ]+ = Chunk Stream ID: (\d+)/],
  ['streamId', /^ +Stream ID: (\d+)/],
] as const;

type OpenMessage = { -readonly [Field in keyof DissectedMessage]: DissectedMessage[Field] };

/** Keeps what one line says of the header; the first word counts, since commands carry numbers of the same names. */
function readHeaderLine(line: string, message: OpenMessage | undefined): void {
  if (message === undefined) return;
  for (const [field, pattern] of headerLines) {
    const value = pattern.exec(line)?.[1];
    if (value !== undefined) message[field] ??= Number(value);
  }
}

function readText(text: string): Dissection {
  const messages: OpenMessage[] = [];
  const objections: string[] = [];
  let from: Side = 'client';
  for (const line of text.split('\n')) {
    const source = /^Transmission Control Protocol, Src Port: (\d+)/.exec(line)?.[1];
    if (source !== undefined) from = Number(source) === serverPort ? 'server' : 'client';
    const what = /^Real Time Messaging Protocol \((.*)\)$/.exec(line)?.[1];
    if (what !== undefined) {
      messages.push({ from, what, timestamp: null, format: null, chunkStreamId: null, streamId: null });
    }
    readHeaderLine(line, messages.at(-1));
    if (/Malformed|Expert Info|Unreassembled|Dissector bug/.test(line)) objections.push(line.trim());
  }
  return { messages, objections };
}

/** The times of all messages of one track, its headers included, in ms. */
export function timesOf(messages: Dissection['messages'], track: 'video' | 'audio'): readonly (number | null)[] {
  const name = track === 'video' ? 'Video Data' : 'Audio Data';
  return messages.filter(({ what }) => what === name).map(({ timestamp }) => timestamp);
}
