/** Two addresses for one stream: the takeover, the way back, and both at the same time. */
import { describe, expect, test } from 'vitest';
import { BackupPlan, type BackupOrder, type Leg } from '../../../../shared/live/delivery/backup.ts';
import { readTag } from '../../../../shared/flv/tag.ts';
import type { EncodedPacket } from '../../../../shared/media/encoded-packet.ts';
import { audioConfig, audioPacket, videoConfig, videoPacket } from '../../rtmp/client/packets.ts';
import { ScriptedServer } from '../../rtmp/client/scripted-server.ts';

const key = { track: 'video', isKeyFrame: true } as const;
const delta = { track: 'video', isKeyFrame: false } as const;
const sound = { track: 'audio', isKeyFrame: true } as const;
const say = (orders: readonly BackupOrder[]) =>
  orders.map((order) => (order.kind === 'key-frame' ? 'key-frame' : `${order.kind} ${order.leg}`));
const legs = (plan: BackupPlan, packet: typeof key | typeof delta | typeof sound) => plan.route(packet).legs;

/** A plan in standby whose primary is up since 0. */
function onPrimary(): BackupPlan {
  const plan = new BackupPlan('standby');
  plan.start();
  plan.accepted('primary', 0);
  return plan;
}

/** The same after the primary was lost at `at` and the backup took over. */
function onBackup(at = 1000): BackupPlan {
  const plan = onPrimary();
  plan.lost('primary', at, 250);
  plan.accepted('backup', at + 200);
  return plan;
}

describe('in standby', () => {
  test('C65: begins with the primary alone', () => {
    const plan = new BackupPlan('standby');
    expect(say(plan.start())).toEqual(['connect primary']);
    expect(legs(plan, key)).toEqual([]);
    expect(say(plan.accepted('primary', 100))).toEqual(['key-frame']);
    expect([legs(plan, key), legs(plan, sound), plan.nextDeadline()]).toEqual([['primary'], ['primary'], null]);
  });

  test('C65: connects the backup at once when the primary dies, and asks for a key frame when it is accepted', () => {
    const plan = onPrimary();
    expect(say(plan.lost('primary', 1000, 250))).toEqual(['connect backup']);
    expect(legs(plan, delta)).toEqual([]);
    expect(say(plan.accepted('backup', 1200))).toEqual(['key-frame']);
    expect(legs(plan, key)).toEqual(['backup']);
  });

  test('C65: less than a GOP of picture is missing between the two', () => {
    const plan = onPrimary();
    const arrived: number[] = [];
    let keyFrameAsked = false;
    let hasKey = true;
    for (let slot = 0; slot < 300; slot += 1) {
      const now = (slot * 1000) / 30;
      if (slot === 100) plan.lost('primary', now, 250);
      // Look-up, TCP, TLS, handshake and publish take half a second.
      if (slot === 115) keyFrameAsked = say(plan.accepted('backup', now)).includes('key-frame');
      const isKeyFrame = slot % 60 === 0 || keyFrameAsked;
      keyFrameAsked = false;
      const [leg] = plan.route({ track: 'video', isKeyFrame }).legs;
      hasKey = leg === 'primary' || (leg === 'backup' && (hasKey || isKeyFrame));
      if (slot === 100) hasKey = false;
      if (leg !== undefined && hasKey) arrived.push(slot);
    }
    const gaps = arrived.slice(1).map((slot, index) => slot - (arrived[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(60);
    expect(arrived.at(-1)).toBe(299);
  });

  test('C65: whichever of two attempts is accepted first carries on, and the other is dropped', () => {
    for (const [first, second] of [
      ['primary', 'backup'],
      ['backup', 'primary'],
    ] as const) {
      const plan = onPrimary();
      plan.lost('primary', 1000, 250);
      expect(say(plan.tick(1250))).toEqual(['connect primary']);
      expect(say(plan.accepted(first, 1500))).toEqual([`end ${second}`, 'key-frame']);
      expect(plan.accepted(second, 1600)).toEqual([]);
      expect(legs(plan, key)).toEqual([first]);
    }
  });

  test('C65: goes back after 30 s, at a key frame and without a gap', () => {
    const plan = onBackup(1000);
    expect(plan.nextDeadline()).toBe(31_200);
    expect(plan.tick(31_199)).toEqual([]);
    expect(say(plan.tick(31_200))).toEqual(['connect primary']);
    expect(legs(plan, key)).toEqual(['backup']);
    expect(say(plan.accepted('primary', 31_500))).toEqual(['key-frame']);
    expect([legs(plan, delta), legs(plan, sound)]).toEqual([['backup'], ['backup']]);
    const move = plan.route(key);
    expect([move.legs, say(move.orders)]).toEqual([['primary'], ['end backup']]);
    expect([legs(plan, delta), legs(plan, sound)]).toEqual([['primary'], ['primary']]);
  });

  test('C65: a primary that stays bad is tried less and less often, while the backup carries on', () => {
    const plan = onBackup(1000);
    const waits: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      const at = plan.nextDeadline() ?? Number.NaN;
      plan.tick(at);
      expect(plan.lost('primary', at, 250)).toEqual([]);
      expect(legs(plan, key)).toEqual(['backup']);
      waits.push((plan.nextDeadline() ?? Number.NaN) - at);
    }
    expect(waits).toEqual([60_000, 120_000, 240_000, 480_000, 600_000, 600_000, 600_000]);
  });

  test('C65: a primary that dies between acceptance and key frame leaves the stream where it was', () => {
    const plan = onBackup(1000);
    plan.tick(31_200);
    plan.accepted('primary', 31_500);
    expect(plan.lost('primary', 31_510, 250)).toEqual([]);
    expect([legs(plan, key), legs(plan, delta)]).toEqual([['backup'], ['backup']]);
  });

  test('C65: a backup that dies sends the stream back to the primary at once', () => {
    const plan = onBackup(1000);
    expect(say(plan.lost('backup', 9000, 250))).toEqual(['connect primary']);
    expect(plan.nextDeadline()).toBe(9250);
  });

  test('C65: with neither to be had, each is tried at the waits of the reconnect policy', () => {
    const plan = onPrimary();
    plan.lost('primary', 1000, 250);
    expect(plan.lost('backup', 1100, 250)).toEqual([]);
    expect(say(plan.tick(1250))).toEqual(['connect primary']);
    expect(plan.lost('primary', 1300, 1000)).toEqual([]);
    expect(say(plan.tick(1350))).toEqual(['connect backup']);
    expect(plan.lost('backup', 1400, 1000)).toEqual([]);
    expect(say(plan.tick(2400))).toEqual(['connect primary', 'connect backup']);
    // What is told of a leg that has ended is no news.
    expect(plan.accepted('primary', 2500)).not.toEqual([]);
    expect(plan.lost('backup', 2600, 250)).toEqual([]);
  });

  test('C65: a primary that can not be reached in the first place brings the backup in', () => {
    const plan = new BackupPlan('standby');
    plan.start();
    expect(say(plan.lost('primary', 50, 250))).toEqual(['connect backup']);
  });
});

describe('in parallel', () => {
  test('C65: both carry everything; the death of one is nothing to the other', () => {
    const plan = new BackupPlan('parallel');
    expect(say(plan.start())).toEqual(['connect primary', 'connect backup']);
    expect(say(plan.accepted('backup', 10))).toEqual(['key-frame']);
    expect(legs(plan, key)).toEqual(['backup']);
    expect(plan.accepted('primary', 20)).toEqual([]);
    expect([legs(plan, delta), legs(plan, sound)]).toEqual([
      ['primary', 'backup'],
      ['primary', 'backup'],
    ]);
    expect(plan.lost('primary', 1000, 250)).toEqual([]);
    expect(legs(plan, delta)).toEqual(['backup']);
    expect([plan.nextDeadline(), say(plan.tick(1250))]).toEqual([1250, ['connect primary']]);
  });

  test('C65: both say the same times on the wire, also when the backup joins later', () => {
    const epoch = 1_000_000;
    const servers: Record<Leg, ScriptedServer> = {
      primary: new ScriptedServer({ epoch }).reach('live'),
      backup: new ScriptedServer({ epoch }).reach('live'),
    };
    for (const server of Object.values(servers)) {
      server.publisher.writeMetadata(videoConfig, audioConfig);
      server.publisher.writeConfig(videoConfig);
      server.publisher.writeConfig(audioConfig);
    }
    const plan = new BackupPlan('parallel');
    plan.start();
    plan.accepted('primary', 0);
    for (const [index, packet] of stream(epoch).entries()) {
      if (index === 70) plan.accepted('backup', 0);
      for (const leg of plan.route(packet).legs) servers[leg].publisher.writePacket(packet, 0);
    }
    const primary = mediaOf(servers.primary);
    const backup = mediaOf(servers.backup);
    expect(backup.length).toBeGreaterThan(100);
    expect(backup[0]).toMatchObject({ track: 'video', isKeyFrame: true });
    expect(backup).toEqual(primary.slice(-backup.length));
    expect(new Set(primary.map(({ cts }) => cts)).size).toBeGreaterThan(2);
    expect(primary[0]?.timestamp).toBe(0);
  });
});

/** Six seconds at 29.97 frames and 46.9 blocks a second, with pictures that are shown later than they are decoded. */
function stream(epoch: number): readonly EncodedPacket[] {
  const video = Array.from({ length: 180 }, (_, index) => {
    const dts = epoch + Math.round((index * 1_001_000) / 30);
    const late = [2, 5, 1, 0][index % 4] ?? 0;
    return { ...videoPacket(dts, index % 60 === 0), pts: dts + Math.round((late * 1_001_000) / 30) };
  });
  const audio = Array.from({ length: 280 }, (_, index) => audioPacket(epoch + Math.round((index * 64_000) / 3)));
  return [...video, ...audio].toSorted((one, other) => one.dts - other.dts);
}

/** Media tags that a server heard, headers left out. */
function mediaOf(server: ScriptedServer) {
  return server.heard().flatMap(({ type, timestamp, body }) => {
    if (type !== 8 && type !== 9) return [];
    const track = type === 9 ? 'video' : 'audio';
    const parts = readTag(track, body);
    if (!parts.ok) throw new Error('not a tag');
    return parts.value
      .filter(({ kind }) => kind === 'media')
      .map(({ isKeyFrame, cts, data }) => ({ track, timestamp, cts, isKeyFrame, data: [...data].join(' ') }));
  });
}
