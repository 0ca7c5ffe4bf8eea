/** The publisher's dialogue with the server: order, answers, bounds and reasons. */
import { describe, expect, test } from 'vitest';
import { RtmpPublisher } from '../../../shared/rtmp/publisher.ts';
import { amfObject, fieldsOf } from '../../../shared/wire/amf0.ts';
import type { AmfValue } from '../../../shared/wire/amf0.ts';
import { ScriptedServer } from './client/scripted-server.ts';
import { walkChunks } from './chunk/chunk-walk.ts';
import { hex } from '../wire/amf0-table.ts';

const key = 'Tk-secret_9?sig=a%2Fb&t=1';

test('C11, C31: announces its chunk size, then connects as OBS does, without Enhanced RTMP properties', () => {
  const server = new ScriptedServer().reach('handshaken');
  const [size, connect] = server.heard();
  expect([size?.type, size?.chunkStreamId, [...(size?.body ?? [])]]).toEqual([1, 2, [0, 0, 0x10, 0]]);
  expect([connect?.type, connect?.chunkStreamId, connect?.streamId]).toEqual([20, 3, 0]);
  const again = new ScriptedServer({ chunkSize: 8192 }).reach('handshaken');
  expect(again.commands()[0]).toEqual({
    name: 'connect',
    transaction: 1,
    object: amfObject({
      app: 'studio/in',
      type: 'nonprivate',
      flashVer: 'FMLE/3.0 (compatible; FMSc/1.0)',
      swfUrl: 'rtmp://ingest.example/studio/in',
      tcUrl: 'rtmp://ingest.example/studio/in',
    }),
    args: [],
  });
});

test('C32: sends releaseStream, FCPublish and createStream at once and waits for the last only', () => {
  const server = new ScriptedServer().reach('handshaken');
  server.heard();
  server.result(1, null);
  expect(server.commands()).toEqual([
    { name: 'releaseStream', transaction: 2, object: null, args: [key] },
    { name: 'FCPublish', transaction: 3, object: null, args: [key] },
    { name: 'createStream', transaction: 4, object: null, args: [] },
  ]);
  server.result(4, null, 1);
  expect(server.commands()).toMatchObject([{ name: 'publish', args: [key, 'live'] }]);
});

test('C34: publishes on the message stream id that the server gave', () => {
  const server = new ScriptedServer().reach('asked-publish');
  const publish = server.heard().at(-1);
  expect([publish?.streamId, publish?.chunkStreamId]).toEqual([5, 5]);
  server.status('status', 'NetStream.Publish.Start');
  server.publisher.writeMetadata(null, null);
  expect(server.heard().map((message) => message.streamId)).toEqual([5]);
  expect(server.phases()).toEqual(['handshaken', 'connected', 'publishing']);
});

test('C36: a start that calls itself an error is a refusal, and nothing goes live after it', () => {
  const server = new ScriptedServer().reach('asked-publish');
  server.status('error', 'NetStream.Publish.Start');
  expect([server.failure(), server.publisher.phase]).toEqual(['publish-refused', 'failed']);
  expect(server.phases()).toEqual(['handshaken', 'connected']);
  expect(server.publisher.writeMetadata(null, null)).toBe(false);
});

test.each([[Number.NaN], [-1], [1.5], ['1'], [null]])('C34: fails on the message stream id %j', (id) => {
  const server = new ScriptedServer().reach('handshaken').result(1, null).result(4, null, id);
  expect(server.failure()).toBe('protocol-violation');
});

test('C28, C29: answers Set Peer Bandwidth with Window Ack Size once, and asks for acks without it too', () => {
  const server = new ScriptedServer({ ackWindow: 70_000 }).reach('handshaken');
  server.heard();
  server.control({ kind: 'set-peer-bandwidth', window: 5_000_000, limit: 'dynamic' });
  server.control({ kind: 'set-peer-bandwidth', window: 5_000_000, limit: 'dynamic' });
  server.result(1, null);
  const windows = server.heard().filter((message) => message.type === 5);
  expect(windows.map((message) => message.body)).toEqual([hex('00011170')]);
  const silent = new ScriptedServer().reach('live');
  expect(silent.heard().filter((message) => message.type === 5)).toHaveLength(1);
});

test('C27: answers a ping at once with the same four bytes', () => {
  const server = new ScriptedServer().reach('live');
  server.heard();
  server.control({ kind: 'ping-request', time: 0xfedc_ba98 });
  expect(server.heard()).toMatchObject([{ type: 4, body: hex('0007 fedcba98') }]);
});

test('C27: a flood of pings in one read gets a few answers, and the next read gets its own', () => {
  const server = new ScriptedServer().reach('live');
  server.heard();
  const ping = hex('02 000000 000006 04 00000000 0006 00000001');
  const flood = new Uint8Array(ping.length * 1000);
  for (let index = 0; index < 1000; index += 1) flood.set(ping, index * ping.length);
  server.publisher.receive(flood, 0);
  expect(server.heard().length).toBeLessThanOrEqual(8);
  server.publisher.receive(ping, 0);
  expect(server.heard()).toHaveLength(1);
});

test('C25: acknowledges each window of the server', () => {
  const server = new ScriptedServer().reach('live');
  server.control({ kind: 'window-ack-size', window: 40_000 });
  server.heard();
  const before = server.publisher.bytesReceived;
  for (let index = 0; index < 10; index++) server.message(18, new Uint8Array(10_000));
  const acks = server.heard().filter((message) => message.type === 3);
  const sequences = acks.map(({ body }) => new DataView(body.buffer, body.byteOffset).getUint32(0));
  expect(acks.length).toBeGreaterThanOrEqual(2);
  expect(sequences.every((value) => value > 40_000 && value <= server.publisher.bytesReceived)).toBe(true);
  expect(server.publisher.bytesReceived - before).toBeGreaterThan(100_000);
});

test('C33: tolerates commands it does not know, errors to optional calls, and unknown messages', () => {
  const server = new ScriptedServer().reach('handshaken');
  server.command('onBWDone', 0, null, 8192).command('_error', 2, null, amfObject({ level: 'error', code: 'X' }));
  server
    .result(1, null)
    .command('_error', 3, null, amfObject({ level: 'error' }))
    .command('onFCPublish', 0, null);
  server
    .result(99, null, 7)
    .message(4, hex('001f00000001'))
    .message(22, hex('00'))
    .message(77, hex('00'))
    .message(16, hex('ff'));
  server.result(4, null, 5).command('_checkbw', 9, null).status('status', 'NetStream.Publish.Start');
  expect(server.failure()).toBeNull();
  expect(server.phases()).toEqual(['handshaken', 'connected', 'publishing']);
});

test('takes the _result of publish for Publish.Start', () => {
  expect(new ScriptedServer().reach('asked-publish').result(5, null).phases()).toContain('publishing');
});

test.each([
  ['a bad chunk size', '02 000000 000004 01 00000000 00000000', 'chunk-size-invalid'],
  ['malformed AMF', '03 000000 000003 14 00000000 02ffff', 'protocol-violation'],
  ['too long messages', '04 000000 ffffff 12 00000000', 'message-too-long'],
])('C21: closes with a reason on %s', (_, bytes, code) => {
  expect(new ScriptedServer().reach('asked-publish').bytes(hex(bytes)).failure()).toBe(code);
});

test('is dead after a failure: no output, no events, no deadline', () => {
  const server = new ScriptedServer().reach('live').message(1, hex('00000000'));
  server.collect();
  server.control({ kind: 'ping-request', time: 1 });
  server.publisher.closed('reset', 1);
  server.publisher.stop(1);
  expect(server.publisher.takeOutput()).toEqual([]);
  expect(server.publisher.takeEvents()).toEqual([]);
  expect(server.publisher.nextDeadline()).toBeNull();
  expect(server.publisher.writeMetadata(null, null)).toBe(false);
});

test('C12, C13: uses chunk streams 2..31 only and opens each with fmt 0', () => {
  const server = new ScriptedServer().reach('live');
  server.publisher.writeMetadata(null, null);
  const chunks = walkChunks(server.collect().sent, 128);
  const seen = new Set<number>();
  for (const chunk of chunks) {
    expect(chunk.chunkStreamId).toBeGreaterThanOrEqual(2);
    expect(chunk.chunkStreamId).toBeLessThan(32);
    expect(seen.has(chunk.chunkStreamId) || chunk.fmt === 0).toBe(true);
    seen.add(chunk.chunkStreamId);
  }
  expect(seen).toEqual(new Set([2, 3, 5]));
});

test('C62: a fresh machine begins from nothing, whatever the last one had agreed', () => {
  const used = new ScriptedServer().reach('live');
  used.message(1, hex('0000ffff'));
  const server = new ScriptedServer().reach('handshaken');
  expect(walkChunks(server.sent, 128)[0]).toMatchObject({ fmt: 0, type: 1 });
  server.result(1, amfObject({ text: 'x'.repeat(300) }));
  expect(server.phases()).toEqual(['handshaken', 'connected']);
});

describe('Enhanced RTMP in connect', () => {
  const enhanced = { video: ['av1', 'hevc'], audio: ['opus'], extended: 2 | 4 } as const;

  test('C31: names the codecs that will be sent and what is really done, and only when asked', () => {
    const connect = new ScriptedServer({ enhanced }).reach('handshaken').commands()[0];
    const fields = fieldsOf(connect?.object);
    expect(fields.get('fourCcList')).toEqual({ kind: 'strict-array', items: ['av01', 'hvc1', 'Opus'] });
    expect(fields.get('videoFourCcInfoMap')).toEqual(amfObject({ av01: 2, hvc1: 2 }));
    expect(fields.get('audioFourCcInfoMap')).toEqual(amfObject({ Opus: 2 }));
    expect([fields.get('capsEx'), fields.get('videoFunction')]).toEqual([6, 4]);
  });

  test('C52: what the server says of itself becomes one event, and silence none', () => {
    const server = new ScriptedServer({ enhanced }).reach('handshaken');
    const maps = { videoFourCcInfoMap: amfObject({ av01: 4, hvc1: 2 }), audioFourCcInfoMap: amfObject({ '*': 1 }) };
    server.result(1, amfObject({ fmsVer: 'X', ...maps, capsEx: 3 }), amfObject({ level: 'status' }));
    const told = server.events.filter((event) => event.kind === 'capabilities');
    expect(told).toEqual([
      { kind: 'capabilities', capabilities: { video: new Set(['av01']), audio: new Set(['*']), extended: 3 } },
    ]);
    expect(server.publisher.mayMultitrack).toBe(true);
    const silent = new ScriptedServer({ enhanced }).reach('live');
    expect(silent.events.filter((event) => event.kind === 'capabilities')).toEqual([]);
    expect(silent.publisher.mayMultitrack).toBe(false);
  });

  test.each<[string, AmfValue]>([
    ['a map of thousands', amfObject(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`c${index}`, 1])))],
    ['texts for masks', amfObject({ av01: 'yes', hvc1: null })],
    ['no map at all', 'av01'],
  ])('C52: bounds %s', (_, videoFourCcInfoMap) => {
    const server = new ScriptedServer({ enhanced }).reach('handshaken');
    server.result(1, amfObject({ videoFourCcInfoMap, capsEx: 'all' }), null);
    const told = server.events.find((event) => event.kind === 'capabilities');
    expect(told?.capabilities.video.size).toBeLessThanOrEqual(64);
    expect(told?.capabilities.extended).toBe(0);
    expect(server.failure()).toBeNull();
  });
});

describe('C40: a request to move', () => {
  const code = 'NetConnection.Connect.ReconnectRequest';

  test.each([
    ['rtmps://b.example/two', 'rtmps://b.example/two'],
    ['//b.example/two', '//b.example/two'],
    ['', null],
    ['x'.repeat(2000), null],
  ])('to %j comes out while everything goes on', (tcUrl, target) => {
    const server = new ScriptedServer().reach('live');
    server.command('onStatus', 0, null, amfObject({ level: 'status', code, tcUrl, description: 'maintenance' }));
    expect(server.events.filter((event) => event.kind === 'asked-to-move')).toEqual([
      { kind: 'asked-to-move', target, description: 'maintenance' },
    ]);
    expect([server.failure(), server.publisher.phase]).toEqual([null, 'live']);
    expect(server.publisher.writeMetadata(null, null)).toBe(true);
  });

  test('C10: carries no key, neither in the address nor in the words', () => {
    const streamKey = 'Tk-secret_9?sig=a%2Fb&t=1';
    const server = new ScriptedServer().reach('live');
    const info = { level: 'status', code, tcUrl: `rtmp://b.example/${streamKey}`, description: `leave, ${streamKey}` };
    server.command('onStatus', 0, null, amfObject(info));
    expect(server.events.filter((event) => event.kind === 'asked-to-move')).toEqual([
      { kind: 'asked-to-move', target: 'rtmp://b.example/[key]', description: 'leave, [key]' },
    ]);
  });
});

describe('a refused connect', () => {
  const challenge = '[ authmod=adobe ] : ?reason=needauth&user=bob&salt=SALT1&challenge=CHAL2&opaque=OPAQ3';

  test('C10, C39: hands the demand to the plan, and tells nobody else what is in it', () => {
    const server = new ScriptedServer().reach('handshaken');
    const info = { level: 'error', code: 'NetConnection.Connect.Rejected', description: challenge };
    server.command('_error', 1, null, amfObject(info));
    expect(server.failure()).toBe('authentication-needed');
    expect(server.publisher.ending).toMatchObject({
      phase: 'connect',
      isWordless: false,
      refusal: { demand: { kind: 'proof', mod: 'adobe', challenge: { user: 'bob', salt: 'SALT1' } }, redirect: null },
    });
    expect(JSON.stringify(server.events)).not.toMatch(/SALT1|CHAL2|OPAQ3|bob/);
  });

  test.each([
    [
      'redirect',
      { code: 302, redirect: 'rtmp://b.example/x', redirect2: 'rtmp://b.example/x/y' },
      'rtmp://b.example/x',
    ],
    ['redirect2 alone', { code: 302, redirect2: 'rtmp://b.example/x/y' }, 'rtmp://b.example/x/y'],
    ['another code', { code: 404, redirect: 'rtmp://b.example/x' }, null],
    ['no text', { code: 302, redirect: 7 }, null],
    ['far too much text', { code: 302, redirect: 'x'.repeat(5000) }, null],
  ])('C38: reads ex with %s', (_, ex, redirect) => {
    for (const name of ['_error', 'onStatus']) {
      const server = new ScriptedServer().reach('handshaken');
      const info = { level: 'error', code: 'NetConnection.Connect.Rejected', ex: amfObject(ex) };
      server.command(name, name === '_error' ? 1 : 0, null, amfObject(info));
      expect(server.publisher.ending.refusal).toEqual({ demand: null, redirect });
    }
  });

  test('C4: of which nothing was heard is wordless, also after a digest handshake', () => {
    const server = new ScriptedServer({ handshake: 'digest' }).reach('handshaken');
    server.publisher.closed('fin', 1);
    expect(server.publisher.ending).toEqual({ phase: 'connect', isWordless: true, refusal: null });
    const talking = new ScriptedServer().reach('handshaken').control({ kind: 'window-ack-size', window: 1000 });
    talking.publisher.closed('fin', 1);
    expect(talking.publisher.ending.isWordless).toBe(false);
  });
});

test('counts the bytes it handed out and received', () => {
  const publisher = new RtmpPublisher({
    app: 'a',
    tcUrl: 'rtmp://a/a',
    streamKey: 'k',
    random: new Uint8Array(1528),
    now: 0,
  });
  expect(publisher.bytesWritten).toBe(0);
  publisher.takeOutput();
  publisher.receive(Uint8Array.of(3, 0), 1);
  expect([publisher.bytesWritten, publisher.bytesReceived]).toEqual([1537, 2]);
});
