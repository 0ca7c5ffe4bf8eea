/** The hub: who gets what of a stream, from when on, and what becomes of it when somebody is slow or gone. */
import { describe, expect, test } from 'vitest';
import { legacyClient } from '../../../../shared/rtmp/server/dialogue/capabilities.ts';
import { plainName } from '../../../../shared/rtmp/server/relay/hub.ts';
import { writeAmf0 } from '../../../../shared/wire/amf0.ts';
import { aacHeader, avcHeader, outline, picture, RelayRig, sound } from './relay-rig.ts';

const metadata = writeAmf0(['onMetaData', { kind: 'ecma-array', fields: new Map([['width', 320]]) }]);
const hevcHeader = Uint8Array.of(0x90, 0x68, 0x76, 0x63, 0x31, 1, 2, 3);
const hevcKey = Uint8Array.of(0x91, 0x68, 0x76, 0x63, 0x31, 0, 0, 0, 9);
const secondAudioHeader = Uint8Array.of(0x95, 0x00, 0x6d, 0x70, 0x34, 0x61, 1, 0x11, 0x90);
const secondAudio = Uint8Array.of(0x95, 0x01, 0x6d, 0x70, 0x34, 0x61, 1, 9);

/** A stream that has begun: metadata, headers, and `pictures` at 40 ms with a key frame every fifth. */
function running(rig: RelayRig, pictures = 7): ReturnType<RelayRig['publish']> {
  const seat = rig.publish();
  seat.onData(0, metadata);
  rig.send(seat, ['video', 0, avcHeader], ['audio', 0, aacHeader]);
  for (let index = 0; index < pictures; index++) step(rig, seat, index);
  return seat;
}

function step(rig: RelayRig, seat: ReturnType<RelayRig['publish']>, index: number, length = 40): void {
  rig.now = index * 40;
  rig.send(seat, ['audio', index * 40 - 5 < 0 ? 0 : index * 40 - 5, sound(index)]);
  rig.send(seat, ['video', index * 40, picture(index % 5 === 0 ? 'key' : 'inter', index, length)]);
}

describe('joining', () => {
  test('S13: one who was there hears everything in wire order', () => {
    const rig = new RelayRig();
    const seat = rig.publish();
    const player = rig.play();
    seat.onData(0, metadata);
    rig.send(seat, ['video', 0, avcHeader], ['audio', 0, aacHeader]);
    for (let index = 0; index < 3; index++) step(rig, seat, index);
    expect(outline(player.heard())).toEqual([
      'data 0',
      'video header 0',
      'audio header 0',
      'audio 0',
      'video key 0',
      'audio 35',
      'video 40',
      'audio 75',
      'video 80',
    ]);
  });

  test('S13: one who comes late gets metadata and headers, then all since the last key frame, byte for byte', () => {
    const rig = new RelayRig();
    const seat = running(rig);
    const player = rig.play({ streamId: 5 });
    const heard = player.heard();
    expect(outline(heard)).toEqual(
      ['data 160', 'audio header 195', 'video header 160', 'video key 200', 'audio 235', 'video 240'].map((line) =>
        line.replace('data 160', 'data 0'),
      ),
    );
    expect(heard.every(({ streamId }) => streamId === 5)).toBe(true);
    expect(heard.at(-1)?.body).toEqual(picture('inter', 6));
    step(rig, seat, 7);
    expect(outline(player.heard())).toEqual(['audio 275', 'video 280']);
  });

  test('S13: headers that changed are repeated as they are now, and those within the GOP in their place', () => {
    const rig = new RelayRig();
    const seat = running(rig);
    const changed = Uint8Array.of(...avcHeader, 7);
    rig.send(seat, ['video', 260, changed]);
    const before = rig.play().heard();
    expect(before.filter(({ type, body }) => type === 9 && body[1] === 0).map(({ body }) => body)).toEqual([
      avcHeader,
      changed,
    ]);
    for (let index = 7; index < 12; index++) step(rig, seat, index);
    const after = rig.play().heard();
    expect(after.filter(({ type, body }) => type === 9 && body[1] === 0).map(({ body }) => body)).toEqual([changed]);
  });

  test('a stream of sound alone begins at once, and keeps nothing', () => {
    const rig = new RelayRig();
    const seat = rig.publish();
    rig.send(seat, ['audio', 0, aacHeader], ['audio', 0, sound(1)], ['audio', 21, sound(2)]);
    const player = rig.play();
    rig.send(seat, ['audio', 43, sound(3)]);
    expect(outline(player.heard())).toEqual(['audio header 21', 'audio 43']);
    expect(rig.hub.stats()[0]).toMatchObject({ audioFrames: 3, gopBytes: 0 });
  });

  test('without a kept key frame a player waits for the next, ten seconds at most', () => {
    const rig = new RelayRig({ gopMessages: 3 });
    const seat = running(rig, 8);
    const player = rig.play();
    expect(player.heard()).toEqual([]);
    for (let index = 8; index < 11; index++) step(rig, seat, index);
    expect(outline(player.heard()).slice(-2)).toEqual(['video header 360', 'video key 400']);
    for (let index = 11; index < 14; index++) step(rig, seat, index);
    const patient = rig.play();
    rig.now += 10_000;
    rig.send(seat, ['video', 600, picture('inter', 1)]);
    rig.hub.tick(rig.now);
    rig.send(seat, ['video', 640, picture('inter', 2)]);
    expect(outline(patient.heard()).at(-1)).toBe('video 640');
  });

  test('the memory for key frames is bounded, per stream and for all', () => {
    const rig = new RelayRig({ gopBytes: 100_000, totalGopBytes: 150_000 });
    const seats = ['live/a', 'live/b', 'live/c'].map((path) => rig.publish(path));
    for (const [index, seat] of seats.entries()) {
      rig.send(seat, ['video', 0, picture('key', 1, 60_000)], ['video', 40, picture('inter', 2, 20_000)]);
      expect(rig.hub.stats()[index]?.gopBytes).toBe(index === 0 ? 80_016 : 0);
    }
    const [first] = seats;
    if (first === undefined) throw new Error('no seat');
    rig.send(first, ['video', 80, picture('inter', 3, 30_000)]);
    expect(rig.hub.stats().map(({ gopBytes }) => gopBytes)).toEqual([0, 0, 0]);
  });

  test('frames longer than a chunk arrive whole', () => {
    const rig = new RelayRig();
    const seat = rig.publish();
    const player = rig.play();
    const long = picture('key', 3, 300_000);
    rig.send(seat, ['video', 0, avcHeader], ['video', 0, long]);
    expect(player.heard().at(-1)?.body).toEqual(long);
    expect(rig.play().heard().at(-1)?.body).toEqual(long);
  });
});

describe('times', () => {
  test('S14: a small step back is held at the last time, nobody is cut off', () => {
    const rig = new RelayRig();
    const seat = running(rig, 3);
    const player = rig.play();
    player.heard();
    rig.send(seat, ['video', 60, picture('inter', 8)], ['video', 120, picture('inter', 9)]);
    expect(outline(player.heard())).toEqual(['video 80', 'video 120']);
    expect(rig.hub.stats()[0]?.clamped).toBe(1);
  });

  test('S14: a long step back begins a new time behind the old, for all tracks alike', () => {
    const rig = new RelayRig();
    const seat = rig.publish();
    const player = rig.play();
    rig.send(seat, ['video', 100_000, picture('key', 1)], ['audio', 100_010, sound(1)]);
    rig.send(seat, ['video', 40, picture('key', 2)], ['audio', 60, sound(2)], ['video', 80, picture('inter', 3)]);
    expect(outline(player.heard())).toEqual([
      'video key 100000',
      'audio 100010',
      'video key 100011',
      'audio 100031',
      'video 100051',
    ]);
  });

  test('S11: past 2^24 and 2^32 ms those who join late read the same times', () => {
    const rig = new RelayRig();
    const seat = rig.publish();
    for (const [index, start] of [0x100_0010, 0x1_0000_0020].entries()) {
      rig.send(seat, ['video', start, avcHeader], ['video', start, picture('key', index)]);
      rig.send(seat, ['video', start + 40, picture('inter', index)]);
      const times = rig
        .play()
        .heard()
        .filter(({ type }) => type === 9)
        .map(({ timestamp }) => timestamp);
      const last = times.at(-1) ?? 0;
      expect(last - (times.at(-2) ?? 0)).toBe(40);
    }
  });

  test('S11: a leap that no header can hold is closed up', () => {
    const rig = new RelayRig();
    const seat = rig.publish();
    const player = rig.play();
    rig.send(
      seat,
      ['video', 0, avcHeader],
      ['video', 0, picture('key', 1)],
      ['video', 0x200_0000, picture('inter', 2)],
    );
    expect(outline(player.heard()).at(-1)).toBe('video 1');
  });

  test('headers with times of long ago move nothing', () => {
    const rig = new RelayRig();
    const seat = running(rig, 3);
    const player = rig.play();
    player.heard();
    rig.send(seat, ['video', 0, avcHeader], ['video', 120, picture('inter', 4)]);
    expect(outline(player.heard())).toEqual(['video header 80', 'video 120']);
  });
});

describe('slow players', () => {
  test('one who takes nothing falls behind alone, and comes back with a key frame', () => {
    const rig = new RelayRig({ playerBytes: 512 * 1024 });
    const seat = running(rig, 3);
    const quick = rig.play();
    const slow = rig.play();
    slow.isStalled = true;
    for (let index = 3; index < 23; index++) step(rig, seat, index, 100_000);
    expect(outline(quick.heard()).filter((line) => line.startsWith('video'))).toHaveLength(1 + 23);
    expect(slow.backlog).toBeLessThan(700_000);
    const [stats] = rig.hub.stats();
    expect(stats?.viewers.map(({ dropped }) => dropped > 20)).toEqual([false, true]);
    slow.isStalled = false;
    slow.drain();
    slow.heard();
    for (let index = 23; index < 27; index++) step(rig, seat, index, 1000);
    expect(outline(slow.heard())).toEqual([
      'data 0',
      'audio header 995',
      'video header 960',
      'video key 1000',
      'audio 1035',
      'video 1040',
    ]);
  });

  test('memory is not used again while any socket still holds it, not even one of a player that left', () => {
    const rig = new RelayRig();
    const seat = running(rig, 1);
    const stalled = rig.play();
    stalled.isStalled = true;
    for (let index = 1; index < 4; index++) step(rig, seat, index, 60_000);
    stalled.leave();
    for (let index = 4; index < 40; index++) step(rig, seat, index, 60_000);
    stalled.drain();
    const pictures = stalled.heard().filter(({ type, body }) => type === 9 && body[1] === 1);
    expect(pictures.slice(1).map(({ body }) => body)).toEqual([1, 2, 3].map((mark) => picture('inter', mark, 60_000)));
  });

  test('memory is used again when nobody holds it', () => {
    let blocks = 0;
    const allocate = (length: number): Uint8Array => {
      blocks += 1;
      return new Uint8Array(length);
    };
    const rig = new RelayRig({}, { allocate });
    const seat = running(rig, 1);
    rig.play();
    for (let index = 1; index < 200; index++) step(rig, seat, index, 60_000);
    expect(blocks).toBeLessThan(12);
  });

  test('S10: one who takes no byte for half a minute is cut off', () => {
    const rig = new RelayRig();
    const seat = running(rig, 1);
    const dead = rig.play();
    const slow = rig.play();
    dead.isStalled = true;
    slow.isStalled = true;
    step(rig, seat, 1);
    for (let second = 1; second <= 31; second++) {
      rig.now = second * 1000;
      if (second % 10 === 0) slow.drain();
      rig.send(seat, ['video', rig.now, picture('inter', 1)]);
      rig.hub.tick(rig.now);
    }
    expect([dead.ends, slow.ends]).toEqual([['stalled'], []]);
    expect(rig.hub.stats()[0]?.viewers).toHaveLength(1);
  });

  test('sound waits for the next picture, forty milliseconds at most', () => {
    const rig = new RelayRig();
    const seat = running(rig, 3);
    const player = rig.play();
    player.heard();
    rig.send(seat, ['audio', 90, sound(1)]);
    expect([player.heard(), rig.hub.isHolding]).toEqual([[], true]);
    rig.now += 39;
    rig.hub.flushHeld(rig.now);
    expect(player.heard()).toEqual([]);
    rig.now += 1;
    rig.hub.flushHeld(rig.now);
    expect(outline(player.heard())).toEqual(['audio 90']);
    expect(rig.hub.isHolding).toBe(false);
  });
});

describe('publishers', () => {
  test('S7: the name is taken while its publisher lives, unless the rule says otherwise', () => {
    const rig = new RelayRig({ staleMillis: 5000 });
    const seat = running(rig, 3);
    rig.now = 80 + 4999;
    expect(rig.hub.publish('live/a', rig.now, () => undefined)).toEqual({ kind: 'refused', why: 'in-use' });
    rig.now += 1;
    const second = rig.publish();
    expect(rig.replaced).toBe(1);
    const player = rig.play();
    rig.send(seat, ['video', 120, picture('key', 1)]);
    expect(player.heard()).toEqual([]);
    rig.send(second, ['video', 0, picture('key', 2)]);
    expect(outline(player.heard())).toHaveLength(1);
    for (const [takeover, kind] of [
      ['never', 'refused'],
      ['always', 'accepted'],
    ] as const) {
      const other = new RelayRig({}, { takeover });
      other.publish();
      other.now = takeover === 'never' ? 1e6 : 0;
      expect(other.hub.publish('live/a', other.now, () => undefined).kind).toBe(kind);
    }
  });

  test('S17: players stay while a lost publisher may come back, and go on with its new time', () => {
    const rig = new RelayRig({ continueMillis: 20_000 });
    const seat = running(rig, 7);
    const player = rig.play();
    player.heard();
    seat.leave('lost', rig.now);
    rig.now += 19_000;
    rig.hub.tick(rig.now);
    expect(player.ends).toEqual([]);
    const again = rig.publish();
    rig.send(again, ['video', 0, avcHeader], ['video', 0, picture('key', 1)], ['audio', 10, sound(1)]);
    rig.send(again, ['video', 40, picture('inter', 2)]);
    expect(outline(player.heard())).toEqual(['video header 240', 'video key 19240', 'audio 19250', 'video 19280']);
    again.leave('lost', rig.now);
    rig.now += 20_000;
    rig.hub.tick(rig.now);
    expect(player.ends).toEqual(['unpublished']);
    expect(rig.hub.stats()).toEqual([]);
  });

  test('S17: a publisher whose times go on is taken at its word', () => {
    const rig = new RelayRig();
    const seat = running(rig, 7);
    const player = rig.play();
    player.heard();
    seat.leave('lost', rig.now);
    rig.now += 3000;
    rig.send(rig.publish(), ['video', 3240, picture('key', 1)]);
    expect(outline(player.heard())).toEqual(['video key 3240']);
  });

  test('S17: while nobody publishes, a new player waits for the one who comes back', () => {
    const rig = new RelayRig();
    running(rig, 7).leave('lost', rig.now);
    const player = rig.play();
    expect(player.heard()).toEqual([]);
    rig.now += 1000;
    rig.send(rig.publish(), ['video', 0, avcHeader], ['video', 0, picture('key', 1)]);
    expect(outline(player.heard()).at(-1)).toMatch(/^video key/u);
  });

  test('S19: unpublish ends the stream for its players at once', () => {
    const rig = new RelayRig();
    const seat = running(rig);
    const player = rig.play();
    seat.leave('unpublished', rig.now);
    expect(player.ends).toEqual(['unpublished']);
    expect(rig.hub.obstacle('live/a', legacyClient)).toEqual({ why: 'not-found' });
  });

  test('streams and players are bounded', () => {
    const rig = new RelayRig({ streams: 1, playersPerStream: 1 });
    running(rig);
    expect(rig.hub.publish('live/b', 0, () => undefined)).toEqual({ kind: 'refused', why: 'full' });
    rig.play();
    expect(rig.hub.obstacle('live/a', legacyClient)).toEqual({ why: 'full' });
  });

  test('a recorder gets copies on one time line, and its errors stay its own', () => {
    const lines: string[] = [];
    let fails = false;
    const rig = new RelayRig(
      {},
      {
        onStream: () => ({
          onMetadata: () => lines.push('metadata'),
          onTag: (track, timestamp, body) => {
            if (fails) throw new Error('disk full');
            lines.push(`${track} ${timestamp} ${body.length}`);
          },
          onEnd: (reason) => lines.push(reason),
        }),
      },
    );
    const seat = rig.publish();
    const player = rig.play();
    seat.onData(0, metadata);
    rig.send(seat, ['video', 50, picture('key', 1)]);
    seat.leave('lost', 0);
    const again = rig.publish();
    rig.send(again, ['video', 10, picture('key', 2)]);
    expect(lines).toEqual(['metadata', 'video 50 40', 'video 51 40']);
    fails = true;
    rig.send(again, ['video', 50, picture('inter', 3)]);
    expect(outline(player.heard()).at(-1)).toBe('video 91');
    expect(rig.hub.stats()[0]?.recorderFailure).toBe('disk full');
    rig.hub.close(0);
    expect(lines).toHaveLength(3);
  });

  test.each([
    ['name?token=1', 'name'],
    ['/live/', 'live'],
    ['live/_definst_', 'live'],
    ['live/inst/_definst_/', 'live/inst'],
    ['', ''],
  ])('a name is known without its decoration: %s', (given, plain) => {
    expect(plainName(given)).toBe(plain);
  });
});

describe('Enhanced RTMP', () => {
  const modern = { video: new Set(['hvc1']), audio: new Set(['mp4a']), extended: 2 };

  test('S15: a stream is refused to players that did not name its codec', () => {
    const rig = new RelayRig();
    const seat = rig.publish();
    rig.send(seat, ['video', 0, hevcHeader], ['video', 0, hevcKey]);
    expect(rig.hub.obstacle('live/a', legacyClient)).toEqual({ why: 'unsupported', fourCc: 'hvc1' });
    expect(rig.hub.obstacle('live/a', { ...legacyClient, video: new Set(['av01']) })?.why).toBe('unsupported');
    expect(rig.hub.obstacle('live/a', { ...legacyClient, video: new Set(['*']) })).toBeNull();
    expect(rig.play({ capabilities: modern }).heard().at(-1)?.body).toEqual(hevcKey);
  });

  test('S15: players who cannot follow a change of codec are told and let go, the others stay', () => {
    const rig = new RelayRig();
    const seat = running(rig);
    const old = rig.play();
    const able = rig.play({ capabilities: modern });
    rig.send(seat, ['video', 300, hevcHeader], ['video', 300, hevcKey]);
    expect([old.ends, able.ends]).toEqual([['unsupported'], []]);
    expect(able.heard().at(-1)?.body).toEqual(hevcKey);
  });

  test('S15: further tracks go to those who take several, the first to everybody', () => {
    const rig = new RelayRig();
    const seat = running(rig);
    const old = rig.play();
    const able = rig.play({ capabilities: modern });
    for (const player of [old, able]) player.heard();
    rig.send(seat, ['audio', 260, secondAudioHeader], ['audio', 260, secondAudio], ['video', 280, picture('inter', 7)]);
    expect(outline(old.heard())).toEqual(['video 280']);
    const more = able.heard().filter(({ type }) => type !== 18);
    expect(more.map(({ body }) => body)).toEqual([secondAudioHeader, secondAudio, picture('inter', 7)]);
    expect(new Set(more.map(({ chunkStreamId }) => chunkStreamId)).size).toBe(2);
    for (let index = 8; index < 12; index++) step(rig, seat, index);
    expect(old.ends).toEqual([]);
    const lateOld = rig.play().heard();
    const lateAble = rig.play({ capabilities: modern }).heard();
    expect(lateOld.some(({ body }) => body[0] === 0x95)).toBe(false);
    expect(lateAble.filter(({ body }) => body[0] === 0x95).map(({ body }) => body)).toEqual([secondAudioHeader]);
  });

  test('S21: no body, however odd, stops the relay', () => {
    const rig = new RelayRig();
    const seat = running(rig);
    const player = rig.play();
    player.heard();
    const odd = ['00', '97ff', '96', 'd0', '5f', 'ff', '9f00', 'a7ffffffff', '27'].map((text) =>
      Uint8Array.from(Buffer.from(text, 'hex')),
    );
    for (const body of odd)
      rig.send(seat, ['video', 300, body], ['audio', 300, body], ['audio', 300, new Uint8Array(0)]);
    seat.onData(0, new Uint8Array(0));
    expect(player.heard().length).toBeGreaterThan(0);
  });
});
