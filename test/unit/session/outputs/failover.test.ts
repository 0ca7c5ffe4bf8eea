/** Ways back for one destination: backup addresses, hot standby, a server that asks us to move, and the check before the news. */
import { describe, expect, test } from 'vitest';
import { studioError } from '../../../../shared/errors.ts';
import { parseIngestUrl } from '../../../../shared/rtmp/url.ts';
import {
  accept,
  confirm,
  destination,
  liveTarget,
  noFigures,
  planWith,
  rigOnAir,
  rigWith,
  type FakeConnection,
  type Rig,
} from '../session-rig.ts';
import { back, first, pass, withFakeTime } from '../way-back.ts';

withFakeTime();

const cut = studioError('connection-reset');
const backed = (hotStandby: boolean) =>
  planWith(destination('One', { backupUrl: 'rtmp://backup.example.org/live', hotStandby }));
const primary = 'one.example.org';
const backup = 'backup.example.org';

/** Sends ten pictures and sounds a second for `seconds`; every one is delivered, unless `delivers` says no. */
async function stream(rig: Rig, seconds: number, delivers = true): Promise<void> {
  for (let step = 0; step < seconds * 10; step += 1) {
    const seq = Math.round((Date.now() - 1_700_000_000_000) / 100) * 3;
    rig.packet(seq, { key: step % 20 === 0 });
    rig.packet(seq, { track: 'audio', key: true });
    for (const connection of rig.connections) {
      if (connection.destroyed > 0) continue;
      const { figures } = connection;
      const bytesSent = figures.bytesSent + 1100;
      connection.figures = {
        ...figures,
        bytesSent,
        bytesAcknowledged: delivers ? bytesSent : (figures.bytesAcknowledged ?? 0),
        videoSent: figures.videoSent + 1,
        audioSent: figures.audioSent + 1,
      };
    }
    await pass(100);
  }
}

describe('the way back', () => {
  test('is news only after 3 s of picture and sound, with what viewers missed', async () => {
    const rig = await rigOnAir(liveTarget);
    await stream(rig, 5);
    // Two seconds vanish on a dead line before it is noticed.
    await stream(rig, 2, false);
    rig.last().events.onFailed(studioError('send-stalled'));
    expect(first(rig).missedSeconds).toBeCloseTo(2, 0);
    await pass(7000);
    expect(first(rig).missedSeconds).toBeCloseTo(9, 0);
    const again = rig.last();
    accept(again);
    rig.packet(600, { key: true });
    confirm(again);
    expect([first(rig).verifying, rig.notices]).toEqual([true, []]);
    await stream(rig, 2.9);
    expect(rig.notices).toEqual([]);
    await stream(rig, 0.2);
    expect(rig.notices).toEqual(['Back on Sunday after 7 s. Viewers missed 9 s.']);
    expect([first(rig).verifying, Math.round(first(rig).missedSeconds)]).toEqual([false, 9]);
  });

  test('is no news while no sound goes out', async () => {
    const rig = await rigOnAir(liveTarget);
    rig.last().events.onFailed(cut);
    await pass(250);
    back(rig.last());
    rig.last().figures = { ...noFigures, videoSent: 90 };
    await pass(5000);
    expect([first(rig).verifying, rig.notices]).toEqual([true, []]);
    rig.last().figures = { ...noFigures, videoSent: 120, audioSent: 20 };
    await pass(1000);
    expect([first(rig).verifying, rig.notices.length]).toEqual([false, 1]);
  });

  test('that ends in another cut is no news at all', async () => {
    const rig = await rigOnAir(liveTarget);
    rig.last().events.onFailed(cut);
    await pass(250);
    back(rig.last());
    rig.last().figures = { ...noFigures, videoSent: 90, audioSent: 20 };
    await pass(1000);
    rig.last().events.onFailed(cut);
    await pass(4000);
    expect([rig.notices, first(rig).state]).toEqual([[], 'reconnecting']);
  });

  test('says so when the recording has all of it', async () => {
    const recording = {
      state: 'recording',
      file: 'a.mp4',
      folder: '/',
      seconds: 1,
      bytes: 1,
      parts: 1,
      marks: 0,
      minutesLeft: null,
      sentence: '',
      replaySeconds: 0,
    } as const;
    const rig = await rigWith(planWith(destination('One')), { recording: () => recording });
    rig.last().events.onFailed(cut);
    await pass(250);
    back(rig.last());
    rig.last().figures = { ...noFigures, videoSent: 90, audioSent: 20 };
    await pass(3000);
    expect(rig.notices[0]).toMatch(/^Back on One after 1 s\. Viewers missed .*; the recording has all of it\.$/u);
  });

  test('time that the user had it stopped is not missed, time that it was paused is', async () => {
    const rig = await rigWith(planWith(destination('One'), destination('Two')));
    await stream(rig, 2);
    const [one, two] = rig.connections;
    rig.session.outputCommand('one', 'stop');
    one?.events.onEnded();
    rig.session.outputCommand('two', 'pause');
    expect(two?.destroyed).toBe(1);
    await pass(10_000);
    rig.session.outputCommand('one', 'start');
    rig.session.outputCommand('two', 'resume');
    for (const connection of rig.connections.slice(2)) accept(connection);
    rig.packet(600, { key: true });
    for (const connection of rig.connections.slice(2)) confirm(connection);
    const missed = rig.session.snapshot().outputs.map(({ missedSeconds }) => Math.round(missedSeconds));
    expect(missed).toEqual([0, 10]);
  });
});

describe('C65: a backup address', () => {
  test('is not touched while the primary carries, and is tried at once when it is cut', async () => {
    const rig = await rigWith(backed(false));
    expect(rig.connections).toHaveLength(1);
    rig.to(primary).events.onFailed(cut);
    expect(rig.connections.map(({ request }) => request.address.host)).toEqual([primary, backup]);
    back(rig.to(backup));
    expect(first(rig)).toMatchObject({ state: 'live', address: 'backup' });
    rig.packet(60);
    expect(rig.to(backup).packets).toHaveLength(1);
  });

  test('alternates with the primary while neither answers', async () => {
    const rig = await rigWith(backed(false));
    rig.to(primary).events.onFailed(cut);
    for (let round = 0; round < 6; round += 1) {
      for (const connection of rig.connections) {
        if (connection.destroyed === 0) connection.events.onFailed(studioError('connection-refused'));
      }
      await pass(16_000);
    }
    const tried = new Set(rig.connections.slice(-4).map(({ request }) => request.address.host));
    expect(tried).toEqual(new Set([primary, backup]));
    expect(first(rig)).toMatchObject({ state: 'reconnecting' });
  });

  test('gives the stream back to the primary at a key frame, without a gap', async () => {
    const rig = await rigWith(backed(false));
    rig.packet(0);
    rig.to(primary).events.onFailed(cut);
    back(rig.to(backup));
    await pass(40_000);
    const returned = rig.to(primary);
    expect(returned.destroyed).toBe(0);
    accept(returned);
    rig.packet(1);
    rig.packet(2);
    expect([rig.to(backup).packets.length, returned.packets.length]).toEqual([2, 0]);
    rig.packet(60);
    rig.packet(61);
    expect([rig.to(backup).packets.length, rig.to(backup).stops, returned.packets.length]).toEqual([2, 1, 2]);
    expect(first(rig)).toMatchObject({ state: 'live', address: 'primary' });
    expect(rig.session.state).toBe('live');
  });

  test('serves at the very beginning too, and both must fail before the destination has', async () => {
    const rig = await rigWith(planWith(destination('Zero'), ...backed(false).destinations));
    rig.to(primary).events.onFailed(studioError('connection-refused'));
    expect(rig.session.snapshot().outputs[1]?.state).not.toBe('failed');
    rig.to(backup).events.onFailed(studioError('connection-refused'));
    for (const connection of rig.connections) {
      if (connection.destroyed === 0 && connection.request.address.host === primary) {
        connection.events.onFailed(studioError('connection-refused'));
      }
    }
    expect(rig.session.state).toBe('live');
  });

  test('as hot standby carries the very same packets all the time; one cut is no pause', async () => {
    const rig = await rigWith(backed(true));
    expect(first(rig)).toMatchObject({ state: 'live', address: 'both' });
    rig.packet(0);
    rig.to(primary).events.onFailed(cut);
    expect(first(rig)).toMatchObject({ state: 'live', address: 'backup', missedSeconds: 0 });
    rig.packet(1);
    await pass(250);
    back(rig.to(primary));
    rig.packet(60);
    expect(rig.to(backup).packets.map(({ pts }) => pts)).toEqual([0, 33_333, 2_000_000]);
    expect(rig.to(primary).packets[0]).toBe(rig.to(backup).packets[2]);
    expect([first(rig).address, rig.notices]).toEqual(['both', []]);
  });
});

test('C65: an address that refuses for good costs nothing while the other carries, and is looked at once a minute', async () => {
  const rig = await rigWith(backed(true));
  rig.to(primary).events.onFailed(studioError('key-refused'));
  expect(first(rig)).toMatchObject({ state: 'live', address: 'backup' });
  await pass(59_000);
  expect(rig.connections).toHaveLength(2);
  await pass(1000);
  expect(rig.connections).toHaveLength(3);
});

describe('a server that asks us to move', () => {
  const elsewhere = parseIngestUrl('rtmp://elsewhere.example.org/live');
  const move = (connection: FakeConnection): void => {
    if (elsewhere.ok) connection.events.onAskedToMove({ address: elsewhere.value });
  };

  test('keeps the stream until the other one has taken it and a key frame comes; then gets a goodbye', async () => {
    const rig = await rigOnAir(liveTarget);
    rig.packet(0);
    await pass(2000);
    const old = rig.last();
    move(old);
    const next = rig.last();
    expect(next.request.address.host).toBe('elsewhere.example.org');
    expect(next.request.streamKey()).toBe(old.request.streamKey());
    rig.packet(30);
    accept(next);
    expect(rig.orderKinds().at(-1)).toBe('key-frame');
    rig.packet(31);
    expect([old.packets.length, next.packets.length]).toEqual([3, 0]);
    rig.packet(60);
    rig.packet(61);
    expect([old.packets.length, old.stops, next.packets.length]).toEqual([3, 1, 2]);
    old.events.onEnded();
    confirm(next);
    expect(first(rig)).toMatchObject({ state: 'live', missedSeconds: 0, reconnects: 0 });
    expect([old.destroyed, rig.notices]).toEqual([1, []]);
  });

  test('in vain loses nothing: the old connection goes on', async () => {
    const rig = await rigOnAir(liveTarget);
    const old = rig.last();
    move(old);
    rig.last().events.onFailed(studioError('connection-refused'));
    rig.packet(60);
    expect([old.packets.length, old.destroyed, first(rig).state]).toEqual([1, 0, 'live']);
  });

  test('and dies before the key frame hands over at once to one that is ready', async () => {
    const rig = await rigOnAir(liveTarget);
    const old = rig.last();
    move(old);
    accept(rig.last());
    old.events.onFailed(cut);
    expect(first(rig).state).toBe('live');
    rig.packet(60);
    expect([rig.connections.length, rig.last().packets.length]).toEqual([2, 1]);
  });

  test('again and again is heard once in ten seconds', async () => {
    const rig = await rigOnAir(liveTarget);
    for (let time = 0; time < 100; time += 1) {
      move(rig.connections[0] ?? rig.last());
      rig.last().events.onFailed(cut);
      await pass(50);
    }
    expect(rig.connections.length).toBeLessThan(12);
  });
});
