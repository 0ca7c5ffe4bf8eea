/** The hub with slow players, and publishers that go, come back and take over. */
import { describe, expect, test } from 'vitest';
import { legacyPeer } from '../../../../shared/rtmp/message/capabilities.ts';
import { plainName } from '../../../../shared/rtmp/server/relay/hub.ts';
import { avcHeader, metadata, outline, picture, RelayRig, running, sound, step } from './relay-rig.ts';

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
    expect(rig.hub.stats()[0]?.videoFrames).toBe(3);
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
    expect(rig.hub.obstacle('live/a', legacyPeer)).toEqual({ why: 'not-found' });
  });

  test('streams and players are bounded', () => {
    const rig = new RelayRig({ streams: 1, playersPerStream: 1 });
    running(rig);
    expect(rig.hub.publish('live/b', 0, () => undefined)).toEqual({ kind: 'refused', why: 'full' });
    rig.play();
    expect(rig.hub.obstacle('live/a', legacyPeer)).toEqual({ why: 'full' });
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
