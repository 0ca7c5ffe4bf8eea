/** Another encoder as a source: ffmpeg publishes to the studio's own server, and the Worker's end of the port gets its packets. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { spawn } from 'node:child_process';
import { afterEach, describe, expect, test } from 'vitest';
import { packetsMessageSchema, type PacketsMessage } from '../../shared/contract/show/source-ports.ts';
import type { SourcePort } from '../../electron/studio/sources/packet-lane.ts';
import { StreamIngest } from '../../electron/studio/sources/stream-ingest.ts';
import { until } from '../support/loopback.ts';
import { endWithUs } from '../support/processes.ts';

/** A port of Node's in the place of one of Electron's. */
function sourcePort(port: MessagePort): SourcePort {
  return {
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    start: () => port.start(),
    close: () => port.close(),
    post: (message) => port.postMessage(message, []),
  };
}

/** The Worker's end of a source. */
function waitFor(ingest: StreamIngest, sourceId: string, streamName: string, acks = true) {
  const { port1, port2 } = new MessageChannel();
  const messages: PacketsMessage[] = [];
  port2.on('message', (data: unknown) => {
    const message = packetsMessageSchema.parse(data);
    messages.push(message);
    if (acks && message.kind === 'packet') port2.postMessage({ kind: 'ack', seq: message.seq });
  });
  ingest.add(sourceId, streamName, sourcePort(port1));
  return { messages, close: () => port2.close() };
}

function publish(url: string, seconds: number) {
  const sources = ['-re', '-f', 'lavfi', '-i', 'testsrc=s=320x180:r=30', '-f', 'lavfi', '-i', 'sine=440:r=48000'];
  const encode = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-g',
    '15',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    '-t',
    `${seconds}`,
  ];
  const child = spawn('ffmpeg', ['-v', 'error', ...sources, ...encode, '-f', 'flv', url], { stdio: 'ignore' });
  endWithUs(child);
  const ended = new Promise<number | null>((done) => {
    child.on('close', (code) => done(code));
  });
  return { ended, cut: () => child.kill('SIGKILL') };
}

const kinds = (messages: readonly PacketsMessage[]) =>
  messages.map((message) => (message.kind === 'state' ? message.state : `${message.kind} ${message.track}`));

describe('another encoder as a source', () => {
  let ingest: StreamIngest;

  afterEach(() => {
    for (const id of ingest.ids()) ingest.remove(id);
  });

  test('its stream comes as configurations and packets, in order, and its end is told', async () => {
    ingest = new StreamIngest();
    const { messages } = waitFor(ingest, 'one', 'stage');
    const address = await ingest.address('one');
    expect(address).toMatchObject({ key: 'stage' });
    expect(await publish(`${address?.url}/${address?.key}`, 2).ended).toBe(0);
    await until('the end was told', () => kinds(messages).at(-1) === 'failed', 5000);
    const told = kinds(messages);
    expect(told.slice(0, 2)).toEqual(['failed', 'running']);
    expect(told.indexOf('config video')).toBeLessThan(told.indexOf('packet video'));
    const packets = messages.filter((message) => message.kind === 'packet');
    expect(packets.map(({ seq }) => seq)).toEqual(packets.map((_, index) => index));
    const video = packets.filter(({ track }) => track === 'video');
    expect(video[0]?.key).toBe(true);
    expect(video.length).toBeGreaterThan(50);
    const config = messages.find((message) => message.kind === 'config' && message.track === 'audio');
    expect(config).toMatchObject({ codec: 'mp4a.40.2', sampleRate: 48_000 });
  }, 30_000);

  test('a name that no source waits for is refused, and nobody may play', async () => {
    ingest = new StreamIngest();
    const { messages } = waitFor(ingest, 'one', 'stage');
    const address = await ingest.address('one');
    expect(await publish(`${address?.url}/other`, 1).ended).not.toBe(0);
    expect(kinds(messages)).toEqual(['failed']);
  }, 30_000);

  test('a Worker that does not answer is sent no more than the bound', async () => {
    ingest = new StreamIngest();
    const { messages } = waitFor(ingest, 'one', 'stage', false);
    const address = await ingest.address('one');
    await publish(`${address?.url}/${address?.key}`, 5).ended;
    expect(messages.filter(({ kind }) => kind === 'packet').length).toBeLessThanOrEqual(241);
  }, 30_000);

  test('a source that is added while the stream runs gets it from a key frame on', async () => {
    ingest = new StreamIngest();
    const first = waitFor(ingest, 'one', 'stage');
    const address = await ingest.address('one');
    const { ended } = publish(`${address?.url}/${address?.key}`, 4);
    await until('the stream runs', () => first.messages.length > 60, 10_000);
    const second = waitFor(ingest, 'two', 'stage');
    await until('the second has pictures', () => kinds(second.messages).includes('packet video'), 5000);
    expect(kinds(second.messages).slice(0, 1)).toEqual(['running']);
    const key = second.messages.find((message) => message.kind === 'packet' && message.track === 'video');
    expect(key).toMatchObject({ key: true });
    await ended;
  }, 30_000);
});
