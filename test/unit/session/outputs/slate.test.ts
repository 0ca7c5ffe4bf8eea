/** The page dies or hangs while live: everybody gets the slate at once, and the program again from its next key frame, on one time line. */
import { describe, expect, test, vi } from 'vitest';
import type { Slate } from '../../../../shared/live/bus/slate-player.ts';
import type { EncodedPacket } from '../../../../shared/media/encoded-packet.ts';
import { audioConfig, destination, noteTap, planWith, rigWith, videoConfig, type Rig } from '../session-rig.ts';
import { pass, withFakeTime } from '../way-back.ts';

withFakeTime();

const slateBytes = (fill: number): Uint8Array => new Uint8Array(20).fill(fill);

function slate(description = 0): Slate {
  return {
    video: {
      config: {
        track: 'video',
        codec: videoConfig.codec,
        description: new Uint8Array(20).fill(description),
        width: 1280,
        height: 720,
        frameRate: 30,
        kbps: 4000,
      },
      frames: Array.from({ length: 60 }, (_, index) => ({ isKeyFrame: index === 0, bytes: slateBytes(index) })),
    },
    audio: {
      config: {
        track: 'audio',
        codec: audioConfig.codec,
        description: new Uint8Array(5),
        sampleRate: 48_000,
        channels: 2,
        kbps: 160,
      },
      bytes: slateBytes(200),
      samples: 1024,
    },
  };
}

/** The page's packets in real time, from `pts` µs on. */
async function play(rig: Rig, fromPts: number, seconds: number): Promise<void> {
  const steps = Math.round(seconds * 30);
  for (let step = 0; step < steps; step += 1) {
    const pts = fromPts + Math.round((step * 1e6) / 30);
    rig.packet(step, { pts, dts: pts, key: step % 60 === 0 });
    const sound = fromPts + Math.round((step * 1e6) / 30);
    rig.packet(step, { track: 'audio', pts: sound, dts: sound, key: true });
    await pass(1000 / 30);
  }
}

async function onAir(description = 0) {
  const tap = noteTap();
  const rig = await rigWith(planWith(destination('One'), destination('Two')), { taps: [tap] });
  rig.session.takeSlate(slate(description));
  await play(rig, 0, 2);
  return { rig, tap };
}

function expectOneTimeLine(packets: readonly EncodedPacket[]): void {
  for (const track of ['video', 'audio'] as const) {
    const times = packets.filter((packet) => packet.track === track).map(({ dts }) => dts);
    expect(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0))).toBe(true);
  }
}

/** One second of both renditions. */
async function playBoth(rig: Rig, from: number): Promise<void> {
  for (let step = 0; step < 30; step += 1) {
    const pts = from + Math.round((step * 1e6) / 30);
    for (const rendition of [0, 1] as const) rig.packet(step, { rendition, pts, dts: pts, key: step === 0 });
    rig.packet(step, { track: 'audio', pts, dts: pts, key: true });
    await pass(1000 / 30);
  }
}

const none: EncodedPacket = { track: 'video', pts: 0, dts: 0, isKeyFrame: false, bytes: new Uint8Array(20) };

const isSlate = ({ bytes }: EncodedPacket): boolean => bytes.length === 20;

describe('C68: a page that crashes', () => {
  test('gives way to the slate at once, for every destination and tap, on the same connections', async () => {
    const { rig, tap } = await onAir();
    const before = tap.packets.length;
    rig.session.mediaLost();
    await pass(500);
    const got = tap.packets.slice(before);
    expect(got.every(isSlate)).toBe(true);
    expect(got.find(({ track }) => track === 'video')).toMatchObject({ isKeyFrame: true });
    expect(got.filter(({ track }) => track === 'video').length).toBeGreaterThanOrEqual(14);
    expect(got.filter(({ track }) => track === 'audio').length).toBeGreaterThanOrEqual(20);
    expect(rig.connections).toHaveLength(2);
    for (const { packets } of rig.connections) expect(packets).toEqual(tap.packets);
    expectOneTimeLine(tap.packets);
  });

  test('comes back with its first key frame, later than everything before, and the notice says how long it was', async () => {
    const { rig, tap } = await onAir();
    rig.session.mediaLost();
    await pass(2000);
    rig.session.mediaReady();
    const order = rig.orders.at(-1);
    if (order?.kind !== 'start') throw new Error('no start order');
    rig.session.takeConfig(videoConfig);
    rig.session.takeConfig(audioConfig);
    await pass(300);
    const before = tap.packets.length;
    await play(rig, order.startPts, 1);
    const program = tap.packets.slice(before).filter((packet) => !isSlate(packet));
    expect(program[0]).toMatchObject({ track: 'video', isKeyFrame: true });
    expect(program.filter(({ track }) => track === 'video')).toHaveLength(30);
    expectOneTimeLine(tap.packets);
    const pictures = tap.packets.filter(({ track }) => track === 'video').map(({ pts }) => pts);
    const gaps = pictures.map((pts, index) => pts - (pictures[index - 1] ?? pts));
    expect(Math.max(...gaps)).toBeLessThan(70_000);
    expect(rig.notices).toEqual(['The picture is back. Viewers saw the holding picture for 2.3 s.']);
    expect(tap.packets.slice(before).filter(isSlate).length).toBeLessThanOrEqual(2);
  });

  test('has its own headers around the slate when they differ, and none when they do not', async () => {
    const same = await onAir(0);
    const told = same.rig.connections[0]?.configs.length;
    same.rig.session.mediaLost();
    await pass(400);
    expect(same.rig.connections[0]?.configs.length).toBe(told);

    const other = await onAir(7);
    const before = other.rig.connections[0]?.configs.length ?? 0;
    other.rig.session.mediaLost();
    await pass(400);
    expect(other.rig.connections[0]?.configs.slice(before).map(({ track }) => track)).toEqual(['video']);
    other.rig.session.mediaReady();
    other.rig.session.takeConfig(videoConfig);
    other.rig.session.takeConfig(audioConfig);
    expect(other.rig.connections[0]?.configs).toHaveLength(before + 1);
    await play(other.rig, 5_000_000, 0.2);
    expect(other.rig.connections[0]?.configs.slice(before + 1).map(({ track }) => track)).toEqual(['video']);
  });

  test('that only paused comes back with the sound that was ahead of its key frame', async () => {
    const { rig, tap } = await onAir();
    await pass(500);
    expect(rig.orderKinds().at(-1)).toBe('key-frame');
    const before = tap.packets.length;
    const resumed = 2_500_000;
    // Sound is encoded at once, the picture takes its time.
    for (let unit = 0; unit < 12; unit += 1) {
      const pts = resumed + Math.round((unit * 1024e6) / 48_000);
      rig.packet(unit, { track: 'audio', pts, dts: pts, key: true });
    }
    rig.packet(75, { pts: resumed, dts: resumed, key: true });
    const program = tap.packets.slice(before).filter((packet) => !isSlate(packet));
    expect(program.map(({ track }) => track)).toEqual(['video', ...Array.from({ length: 12 }, () => 'audio')]);
    const sound = tap.packets.filter(({ track }) => track === 'audio').map(({ pts }) => pts);
    const gaps = sound.map((pts, index) => pts - (sound[index - 1] ?? pts));
    expect(Math.max(...gaps.slice(-20))).toBeLessThan(45_000);
    expectOneTimeLine(tap.packets);
  });

  test('that goes on exactly where the slate ended leaves out the sound from before that', async () => {
    const { rig, tap } = await onAir();
    await pass(500);
    const last = Math.max(...tap.packets.filter(({ track }) => track === 'video').map(({ pts }) => pts));
    const resumed = Math.floor(((Math.round((last * 30) / 1e6) + 1) * 1e6) / 30);
    rig.packet(75, { pts: resumed, dts: resumed, key: true });
    // An encoder of sound that was late.
    for (let unit = -8; unit < 8; unit += 1) {
      const pts = resumed + Math.round((unit * 1024e6) / 48_000);
      rig.packet(unit, { track: 'audio', pts, dts: pts, key: true });
    }
    expect(tap.packets.some(({ pts, bytes }) => pts === resumed && bytes.length === 1000)).toBe(true);
    expectOneTimeLine(tap.packets);
  });

  test('gives way to the slate of each rendition, and the program of each comes back', async () => {
    const low = destination('Two', { ceilingKbps: 1000 });
    const rig = await rigWith(planWith(destination('One'), low));
    rig.session.takeConfig({ ...videoConfig, rendition: 1 });
    rig.session.takeSlate(slate());
    rig.session.takeSlate(slate(9), 1);
    await playBoth(rig, 0);
    rig.session.mediaLost();
    await pass(1000);
    rig.session.mediaReady();
    const start = rig.orders.findLast(({ kind }) => kind === 'start');
    if (start?.kind !== 'start') throw new Error('no start order');
    for (const rendition of [0, 1] as const) rig.session.takeConfig({ ...videoConfig, rendition });
    rig.session.takeConfig(audioConfig);
    await playBoth(rig, start.startPts);
    for (const { packets } of rig.connections) {
      expectOneTimeLine(packets);
      const pictures = packets.filter(({ track }) => track === 'video');
      expect(pictures.filter(isSlate).length).toBeGreaterThanOrEqual(29);
      expect([isSlate(pictures[0] ?? none), isSlate(pictures.at(-1) ?? none)]).toEqual([false, false]);
    }
    // Only the second one's slate is described otherwise.
    const filled = (host: string) => rig.to(host).configs.filter(({ description }) => description.at(0) === 9).length;
    expect([filled('one.example.org'), filled('two.example.org')]).toEqual([0, 1]);
    expect(rig.notices).toHaveLength(1);
  });

  test('on the slate serves a destination that reconnects meanwhile', async () => {
    const { rig, tap } = await onAir();
    rig.session.mediaLost();
    await pass(600);
    rig.session.outputCommand('two', 'pause');
    rig.session.outputCommand('two', 'resume');
    const again = rig.last();
    for (const step of ['connected', 'accepted'] as const) again.events.onStep(step);
    await pass(2200);
    expect(again.packets.length).toBeGreaterThan(100);
    expect(again.packets.some(({ isKeyFrame, track }) => track === 'video' && isKeyFrame)).toBe(true);
    expect(again.packets.every((packet) => tap.packets.includes(packet))).toBe(true);
  });
});

test('C68: a page that hangs gives way to the slate within 500 ms, is started again after 3 s, and may come to itself', async () => {
  const reloads: number[] = [];
  const tap = noteTap();
  const rig = await rigWith(planWith(destination('One')), { taps: [tap], reloadPage: () => reloads.push(Date.now()) });
  rig.session.takeSlate(slate());
  await play(rig, 0, 1);
  const before = tap.packets.length;
  await pass(500);
  expect(tap.packets.length).toBeGreaterThan(before + 10);
  expectOneTimeLine(tap.packets);
  // It was only stuck: deltas are held back until its key frame.
  rig.packet(60, { pts: 1_500_000, dts: 1_500_000, key: false });
  expect(tap.packets.filter((packet) => !isSlate(packet))).toHaveLength(before);
  await play(rig, 1_533_333, 1);
  expectOneTimeLine(tap.packets);
  expect(tap.packets.at(-1)?.bytes.length).toBe(1000);
  expect(reloads).toEqual([]);
  await pass(4000);
  expect(reloads).toHaveLength(1);
});

test('without a slate from the page everything is as it was', async () => {
  const rig = await rigWith(planWith(destination('One')));
  await play(rig, 0, 1);
  const before = rig.last().packets.length;
  await pass(600);
  expect(rig.last().packets).toHaveLength(before);
  rig.packet(45, { pts: 1_600_000, dts: 1_600_000, key: false });
  expect(rig.last().packets).toHaveLength(before + 1);
});

test('Stop ends a slate', async () => {
  const { rig } = await onAir();
  rig.session.mediaLost();
  await pass(400);
  rig.page.takesOrders = false;
  rig.session.stop();
  await pass(3000);
  expect([rig.session.state, vi.getTimerCount()]).toEqual(['ended', 0]);
});

describe('places on the time line', () => {
  test('are counted once: pictures, the slate, and what neither gave', async () => {
    const { rig } = await onAir();
    // The page leaves out ten pictures.
    await play(rig, 2_333_333, 1);
    rig.session.mediaLost();
    await pass(1000);
    rig.session.stop();
    await pass(3000);
    const frames = rig.reports[0]?.frames;
    expect(frames?.slate).toBeGreaterThanOrEqual(28);
    expect(frames?.places).toBe(60 + 10 + 30 + (frames?.slate ?? 0));
  });

  test('are half as many while every second picture is left out', async () => {
    const { rig } = await onAir();
    rig.session.setRate({ halved: true });
    for (let seq = 60; seq < 120; seq += 2) rig.packet(seq);
    rig.session.stop();
    await pass(3000);
    expect(rig.reports[0]?.frames).toMatchObject({ slate: 0, places: 90 });
  });
});

test('pictures that wait for a key frame behind the slate are a sign of life: no encoder is blamed', async () => {
  const { rig } = await onAir();
  const stages = new Set<string>();
  await play(rig, 2_000_000, 2);
  await pass(400);
  for (let step = 0; step < 120; step += 1) {
    const pts = 4_400_000 + Math.round((step * 1e6) / 30);
    rig.packet(step, { pts, dts: pts, key: false });
    rig.packet(step, { track: 'audio', pts, dts: pts, key: true });
    if (step % 30 === 0) rig.stats({ mixed: 130 + step, encoded: 130 + step });
    await pass(1000 / 30);
    stages.add(rig.session.snapshot().verdict?.stage ?? 'none');
  }
  expect([...stages]).not.toContain('encode');
});
