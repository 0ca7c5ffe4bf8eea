/** Several destinations of one encode: each has its own state and commands, and the session's state follows from them. */
import { describe, expect, test, vi } from 'vitest';
import { sessionSnapshotSchema } from '../../../../shared/contract/session.ts';
import { studioError } from '../../../../shared/errors.ts';
import {
  accept,
  audioConfig,
  confirm,
  createRig,
  destination,
  liveTarget,
  planWith,
  rigOnAir,
  rigWith,
  videoConfig,
  type Rig,
} from '../session-rig.ts';
import { pass, withFakeTime } from '../way-back.ts';

withFakeTime();

const cut = studioError('connection-reset');
const three = () => planWith(destination('One'), destination('Two'), destination('Three'));
const statesOf = (rig: Rig) => rig.session.snapshot().outputs.map(({ state }) => state);
const host = (name: string) => `${name}.example.org`;

describe('going live with three destinations', () => {
  test('connects all at once, starts the encoders once and is live with the first that is confirmed', async () => {
    const rig = createRig();
    rig.picture();
    rig.session.start(three());
    await pass(0);
    expect(rig.connections.map(({ request }) => request.address.host)).toEqual([
      host('one'),
      host('two'),
      host('three'),
    ]);
    for (const connection of rig.connections) accept(connection);
    expect(rig.orderKinds()).toEqual(['start']);
    rig.session.takeConfig(videoConfig);
    rig.session.takeConfig(audioConfig);
    confirm(rig.to(host('two')));
    expect([rig.session.state, statesOf(rig)]).toEqual(['live', ['connecting', 'live', 'connecting']]);
    expect(sessionSnapshotSchema.safeParse(rig.session.snapshot()).error).toBeUndefined();
  });

  test('gives each the same packets, not copies, and its own key', async () => {
    const rig = await rigWith(three());
    rig.packet(0);
    rig.packet(1);
    const [one, two, three_] = rig.connections.map(({ packets }) => packets);
    expect(one).toHaveLength(2);
    expect(two?.every((packet, index) => packet === one?.[index])).toBe(true);
    expect(three_?.every((packet, index) => packet === one?.[index])).toBe(true);
    expect(rig.connections.map(({ request }) => request.streamKey())).toEqual([
      'key-of-one',
      'key-of-two',
      'key-of-three',
    ]);
  });

  test('goes on when one of them can not be reached, and says so in that one alone', async () => {
    const rig = createRig();
    rig.picture();
    rig.session.start(planWith(destination('One', { serverUrl: 'https://nonsense' }), destination('Two')));
    await pass(0);
    expect([rig.session.state, statesOf(rig)]).toEqual(['connecting', ['failed', 'connecting']]);
    accept(rig.last());
    confirm(rig.last());
    expect(rig.session.state).toBe('live');
    expect(rig.session.snapshot()).toMatchObject({ reason: null, confirmedBy: 'acknowledged', step: 'confirmed' });
    expect(rig.session.snapshot().outputs[0]).toMatchObject({ reason: { code: 'url-invalid' } });
  });

  test('fails only when all have failed', async () => {
    const rig = createRig();
    rig.picture();
    rig.session.start(three());
    await pass(0);
    rig.to(host('one')).events.onFailed(studioError('key-refused'));
    rig.to(host('three')).events.onFailed(studioError('connection-refused'));
    expect([rig.session.state, statesOf(rig)]).toEqual(['connecting', ['failed', 'connecting', 'failed']]);
    rig.to(host('two')).events.onFailed(studioError('host-not-found'));
    expect(rig.session.state).toBe('failed');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a destination without a key fails; without any key nothing starts', async () => {
    const rig = createRig();
    rig.picture();
    expect(rig.session.start(planWith(destination('One', { streamKey: null })))).toMatchObject({ ok: false });
    rig.session.start(planWith(destination('One', { streamKey: null }), destination('Two')));
    await pass(0);
    expect(rig.session.snapshot().outputs.map(({ state, reason }) => [state, reason?.code])).toEqual([
      ['failed', 'key-missing'],
      ['connecting', undefined],
    ]);
  });
});

describe('trouble of one', () => {
  test('leaves the others live with every packet, and it comes back by itself', async () => {
    const rig = await rigWith(three());
    rig.to(host('two')).events.onFailed(cut);
    expect([rig.session.state, statesOf(rig)]).toEqual(['live', ['live', 'reconnecting', 'live']]);
    for (let seq = 0; seq < 5; seq += 1) rig.packet(seq);
    expect(rig.to(host('one')).packets).toHaveLength(5);
    expect(rig.to(host('three')).packets).toHaveLength(5);
    await pass(250);
    expect(rig.connections).toHaveLength(4);
    accept(rig.to(host('two')));
    confirm(rig.to(host('two')));
    expect(statesOf(rig)).toEqual(['live', 'live', 'live']);
    expect(rig.orderKinds().filter((kind) => kind === 'start')).toHaveLength(1);
    expect(rig.session.snapshot().outputs[1]).toMatchObject({ reconnects: 1, framesDropped: 5 });
  });

  test('the session reconnects when none is live any more, and is back with the first', async () => {
    const rig = await rigWith(three());
    for (const name of ['one', 'two', 'three']) rig.to(host(name)).events.onFailed(cut);
    expect(rig.session.snapshot()).toMatchObject({ state: 'reconnecting', reason: { code: 'connection-reset' } });
    await pass(250);
    accept(rig.to(host('three')));
    confirm(rig.to(host('three')));
    expect([rig.session.state, statesOf(rig)]).toEqual(['live', ['reconnecting', 'reconnecting', 'live']]);
  });

  test('what another try cannot mend fails that one; Retry starts it again', async () => {
    const rig = await rigWith(three());
    rig.to(host('one')).events.onFailed(studioError('key-refused'));
    expect([rig.session.state, statesOf(rig)]).toEqual(['live', ['failed', 'live', 'live']]);
    await pass(20_000);
    expect(rig.connections).toHaveLength(3);
    rig.session.outputCommand('one', 'retry');
    expect(rig.connections).toHaveLength(4);
    accept(rig.to(host('one')));
    confirm(rig.to(host('one')));
    expect(statesOf(rig)).toEqual(['live', 'live', 'live']);
  });
});

describe('commands to one', () => {
  test('Pause cuts without a goodbye and tries nothing; Resume connects at once; nobody else notices', async () => {
    const rig = await rigWith(three());
    const paused = rig.to(host('two'));
    rig.session.outputCommand('two', 'pause');
    expect([paused.stops, paused.destroyed, statesOf(rig)]).toEqual([0, 1, ['live', 'paused', 'live']]);
    await pass(120_000);
    expect(rig.connections).toHaveLength(3);
    rig.session.outputCommand('two', 'resume');
    expect(rig.connections).toHaveLength(4);
    accept(rig.last());
    confirm(rig.last());
    expect([rig.connections[0]?.destroyed, rig.connections[2]?.destroyed, statesOf(rig)]).toEqual([
      0,
      0,
      ['live', 'live', 'live'],
    ]);
  });

  test('Stop says goodbye to one; Start brings it back', async () => {
    const rig = await rigWith(three());
    const first = rig.to(host('one'));
    rig.session.outputCommand('one', 'stop');
    expect([first.stops, statesOf(rig)]).toEqual([1, ['ending', 'live', 'live']]);
    first.events.onEnded();
    expect([rig.session.state, statesOf(rig)]).toEqual(['live', ['idle', 'live', 'live']]);
    rig.session.outputCommand('one', 'start');
    expect(statesOf(rig)[0]).toBe('reconnecting');
    expect(rig.to(host('one'))).not.toBe(first);
  });

  test('a goodbye that nobody answers takes 2.6 s', async () => {
    const rig = await rigWith(three());
    rig.session.outputCommand('one', 'stop');
    await pass(2599);
    expect(statesOf(rig)[0]).toBe('ending');
    await pass(1);
    expect([statesOf(rig)[0], rig.to(host('one')).destroyed]).toEqual(['idle', 1]);
  });

  test('stopping the last one ends the session, with its encoders flushed first', async () => {
    const rig = await rigWith(planWith(destination('One'), destination('Two')));
    rig.session.outputCommand('one', 'stop');
    rig.to(host('one')).events.onEnded();
    rig.session.outputCommand('two', 'stop');
    expect([rig.session.state, rig.orderKinds().at(-1), rig.to(host('two')).stops]).toEqual(['ending', 'stop', 0]);
    rig.session.mediaStopped();
    rig.to(host('two')).events.onEnded();
    expect([rig.session.state, rig.reports[0]?.outcome]).toEqual(['ended', 'ended']);
  });

  test('Retry brings one attempt forward', async () => {
    const rig = await rigWith(three());
    rig.to(host('one')).events.onFailed(cut);
    rig.to(host('two')).events.onFailed(cut);
    rig.session.outputCommand('one', 'retry');
    expect(rig.connections.map(({ request }) => request.address.host).slice(3)).toEqual([host('one')]);
  });

  test('to one that is not there are refused, and so are those while nothing is on air', async () => {
    const rig = await rigWith(three());
    expect(rig.session.outputCommand('nine', 'stop')).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
    expect(rig.session.state).toBe('live');
    rig.session.stop();
    expect(rig.session.outputCommand('one', 'pause')).toMatchObject({ ok: false });
  });
});

describe('a destination that comes or goes in mid-stream', () => {
  test('joins: it is connected, gets the configurations and a key frame is asked for', async () => {
    const rig = await rigOnAir(liveTarget);
    rig.packet(0);
    await pass(3000);
    expect(rig.session.addOutput(destination('Late'))).toEqual({ ok: true, value: null });
    expect(rig.last().configs.map(({ track }) => track)).toEqual(['video', 'audio']);
    accept(rig.last());
    expect(rig.orderKinds()).toEqual(['start', 'key-frame']);
    rig.packet(60);
    confirm(rig.last());
    expect(rig.last().packets.map(({ isKeyFrame }) => isKeyFrame)).toEqual([true]);
    expect(rig.session.snapshot().outputs[1]).toMatchObject({ state: 'live', missedSeconds: 0 });
  });

  test('that fails at once is shown as failed; nobody else is touched', async () => {
    const rig = await rigOnAir(liveTarget);
    rig.session.addOutput(destination('Late'));
    rig.last().events.onFailed(studioError('key-refused'));
    expect([rig.session.state, statesOf(rig)]).toEqual(['live', ['live', 'failed']]);
  });

  test('is refused beyond eight, twice, without a key and in a rehearsal', async () => {
    const rig = await rigOnAir(liveTarget);
    expect(rig.session.addOutput(destination('X', { streamKey: null }))).toMatchObject({
      error: { code: 'key-missing' },
    });
    for (let count = 1; count < 8; count += 1) rig.session.addOutput(destination(`More${count}`));
    expect(rig.session.addOutput(destination('Ninth'))).toMatchObject({ ok: false });
    rig.session.removeOutput('more1');
    rig.to(host('more1')).events.onEnded();
    expect(rig.session.addOutput(destination('More2'))).toMatchObject({ ok: false });
    expect(rig.session.addOutput(destination('Ninth'))).toMatchObject({ ok: true });
  });

  test('leaves with a goodbye, and the session’s own figures go on with the next one', async () => {
    const rig = await rigWith(planWith(destination('One'), destination('Two')));
    const [one, two] = rig.connections;
    if (one === undefined || two === undefined) throw new Error('two connections');
    one.figures = { ...one.figures, videoSent: 300, videoBytes: 5_000_000 };
    two.figures = { ...two.figures, videoSent: 100, videoBytes: 1_000_000 };
    await pass(1000);
    rig.session.removeOutput('one');
    expect([one.stops, two.stops]).toEqual([1, 0]);
    one.events.onEnded();
    expect(rig.session.snapshot().outputs.map(({ id }) => id)).toEqual(['two']);
    two.figures = { ...two.figures, videoSent: 130, videoBytes: 1_500_000 };
    await pass(1000);
    expect(rig.session.snapshot().stats).toMatchObject({ framesSent: 330, videoKbps: 4000 });
  });

  test('that was the last one ends the session', async () => {
    const rig = await rigOnAir(liveTarget);
    rig.session.removeOutput('main');
    expect(rig.session.state).toBe('ending');
  });
});

test('key frames for eight that join at once are one order, and a second one at most a second later', async () => {
  const plan = planWith(...Array.from({ length: 8 }, (_, index) => destination(`D${index}`)));
  const rig = await rigWith(plan);
  rig.packet(0);
  await pass(5000);
  for (const { events } of rig.connections) events.onKeyFrameWanted();
  expect(rig.orderKinds()).toEqual(['start', 'key-frame']);
  rig.packet(60);
  for (const { events } of rig.connections) events.onKeyFrameWanted();
  await pass(5000);
  expect(rig.orderKinds()).toEqual(['start', 'key-frame', 'key-frame']);
});

test('the report knows every destination and no key', async () => {
  const rig = await rigWith(three());
  await pass(2000);
  rig.to(host('two')).events.onFailed(studioError('publish-refused', { said: 'no key-of-two here' }));
  await pass(3000);
  rig.session.stop();
  rig.session.mediaStopped();
  await pass(3000);
  const [report] = rig.reports;
  expect(report?.destinations.map(({ name }) => name)).toEqual(['One', 'Two', 'Three']);
  expect(JSON.stringify([report, rig.snapshots, rig.notices])).not.toContain('key-of-');
});
