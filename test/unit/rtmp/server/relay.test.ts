/** The hub: what players get of a stream, from when on, and with which times. */
import { describe, expect, test } from 'vitest';
import { aacHeader, avcHeader, metadata, outline, picture, RelayRig, running, sound, step } from './relay-rig.ts';

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

  test('S13: sound that begins in the middle of a GOP is there for those who come later, and for those who were there', () => {
    const rig = new RelayRig();
    const seat = rig.publish();
    const early = rig.play();
    rig.send(seat, ['video', 0, avcHeader], ['video', 0, picture('key', 1)]);
    rig.send(seat, ['video', 40, picture('inter', 2)], ['audio', 50, sound(3)], ['video', 80, picture('inter', 4)]);
    const heard = ['video header 0', 'video key 0', 'video 40', 'audio 50', 'video 80'];
    expect(outline(early.heard())).toEqual(heard);
    expect(outline(rig.play().heard())).toEqual(heard);
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
