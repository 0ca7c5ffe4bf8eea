/** The hub and Enhanced RTMP: who may have which codec, and who gets further tracks. */
import { describe, expect, test } from 'vitest';
import { legacyPeer } from '../../../../shared/rtmp/message/capabilities.ts';
import { outline, picture, RelayRig, running, step } from './relay-rig.ts';

const hevcHeader = Uint8Array.of(0x90, 0x68, 0x76, 0x63, 0x31, 1, 2, 3);
const hevcKey = Uint8Array.of(0x91, 0x68, 0x76, 0x63, 0x31, 0, 0, 0, 9);
const secondAudioHeader = Uint8Array.of(0x95, 0x00, 0x6d, 0x70, 0x34, 0x61, 1, 0x11, 0x90);
const secondAudio = Uint8Array.of(0x95, 0x01, 0x6d, 0x70, 0x34, 0x61, 1, 9);

describe('Enhanced RTMP', () => {
  const modern = { video: new Set(['hvc1']), audio: new Set(['mp4a']), extended: 2 };

  test('S15: a stream is refused to players that did not name its codec', () => {
    const rig = new RelayRig();
    const seat = rig.publish();
    rig.send(seat, ['video', 0, hevcHeader], ['video', 0, hevcKey]);
    expect(rig.hub.obstacle('live/a', legacyPeer)).toEqual({ why: 'unsupported', fourCc: 'hvc1' });
    expect(rig.hub.obstacle('live/a', { ...legacyPeer, video: new Set(['av01']) })?.why).toBe('unsupported');
    expect(rig.hub.obstacle('live/a', { ...legacyPeer, video: new Set(['*']) })).toBeNull();
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
