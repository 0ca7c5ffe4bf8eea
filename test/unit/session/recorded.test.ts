/** A session that is being recorded outlives its destinations: what goes on, how it is tried again, and how it ends. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RecordingSnapshot } from '../../../shared/contract/delivery.ts';
import { sessionSnapshotSchema } from '../../../shared/contract/session.ts';
import { studioError } from '../../../shared/errors.ts';
import { accept, confirm, createRig, destination, noteTap, planWith, rigWith, type Rig } from './session-rig.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (millis: number) => vi.advanceTimersByTimeAsync(millis);
const cut = studioError('connection-reset', { host: 'one.example.org' });
const refused = studioError('key-refused');
const statesOf = (rig: Rig) => rig.session.snapshot().outputs.map(({ state }) => state);

const off: RecordingSnapshot = {
  state: 'off',
  file: '',
  folder: '',
  parts: 0,
  bytes: 0,
  seconds: 0,
  minutesLeft: null,
  sentence: '',
  replaySeconds: 0,
  marks: 0,
};

/** On air with `names`, and recorded for as long as `desk.isOn`. */
async function recorded(...names: readonly string[]) {
  const desk = { isOn: true };
  const tap = noteTap();
  const rig = await rigWith(planWith(...names.map((name) => destination(name))), {
    taps: [tap],
    recording: () => ({ ...off, state: desk.isOn ? 'recording' : 'finishing' }),
  });
  return { rig, desk, tap };
}

/** What nobody can mend, for the newest connection to `host`. */
const refuse = (rig: Rig, host: string): void => rig.to(`${host}.example.org`).events.onFailed(refused);

describe('a network failure', () => {
  test('does not end the recording: nobody receives, nobody is tried, and the reason is told', async () => {
    const { rig, tap } = await recorded('One');
    refuse(rig, 'one');
    expect(rig.session.snapshot()).toMatchObject({
      state: 'reconnecting',
      reconnect: null,
      reason: { code: 'key-refused' },
    });
    expect(sessionSnapshotSchema.safeParse(rig.session.snapshot()).error).toBeUndefined();
    await pass(60_000);
    rig.packet(0);
    expect([rig.session.state, statesOf(rig), rig.connections.length]).toEqual(['reconnecting', ['failed'], 1]);
    expect([tap.packets.length, tap.calls.includes('end'), rig.orderKinds().includes('stop')]).toEqual([
      1,
      false,
      false,
    ]);
    expect(rig.reports).toEqual([]);
  });

  test('of half an hour gives up the destination, not the recording', async () => {
    const { rig, tap } = await recorded('One');
    for (let waited = 0; waited < 31 * 60_000 && statesOf(rig)[0] !== 'failed'; waited += 15_000) {
      rig.last().events.onFailed(cut);
      await pass(15_000);
    }
    expect(rig.session.snapshot()).toMatchObject({
      state: 'reconnecting',
      reconnect: null,
      reason: { code: 'connection-reset' },
    });
    expect(tap.calls).not.toContain('end');
  });

  test('while one is still tried is shown as ever', async () => {
    const { rig } = await recorded('One', 'Two');
    refuse(rig, 'one');
    expect(rig.session.state).toBe('live');
    rig.to('two.example.org').events.onFailed(cut);
    expect(rig.session.snapshot()).toMatchObject({ state: 'reconnecting', reconnect: { attempt: 1 } });
    await pass(250);
    refuse(rig, 'two');
    expect(rig.session.snapshot()).toMatchObject({ state: 'reconnecting', reconnect: null });
  });

  test('before LIVE fails the session, recorded or not', async () => {
    const rig = createRig('opens', { recording: () => ({ ...off, state: 'recording' }) });
    rig.picture();
    rig.session.start(planWith(destination('One')));
    await pass(0);
    rig.last().events.onFailed(refused);
    expect(rig.session.state).toBe('failed');
  });
});

describe('then', () => {
  test('Try again starts all that failed, and the session is live with the first of them', async () => {
    const { rig } = await recorded('One', 'Two');
    rig.session.outputCommand('one', 'stop');
    rig.to('one.example.org').events.onEnded();
    refuse(rig, 'two');
    rig.session.retryNow();
    expect(statesOf(rig)).toEqual(['idle', 'reconnecting']);
    expect(rig.session.snapshot().reconnect).not.toBeNull();
    accept(rig.to('two.example.org'));
    confirm(rig.to('two.example.org'));
    expect(rig.session.snapshot()).toMatchObject({ state: 'live', reason: null, reconnect: null });
  });

  test('Try again starts those that were stopped, where none failed', async () => {
    const { rig } = await recorded('One');
    rig.session.outputCommand('one', 'stop');
    rig.last().events.onEnded();
    rig.session.retryNow();
    expect(statesOf(rig)).toEqual(['reconnecting']);
  });

  test('End ends it, with a report that says why nobody received any more', async () => {
    const { rig, tap } = await recorded('One');
    refuse(rig, 'one');
    await pass(5000);
    rig.session.stop();
    rig.session.mediaStopped();
    expect([rig.session.state, tap.calls.at(-1)]).toEqual(['ended', 'end']);
    expect(rig.reports[0]).toMatchObject({ outcome: 'ended', error: { code: 'key-refused' } });
    expect(rig.reports[0]?.history.map(({ state, reason }) => [state, reason])).toEqual([
      ['checking', ''],
      ['connecting', ''],
      ['live', ''],
      ['reconnecting', 'key-refused'],
      ['ending', ''],
      ['ended', ''],
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('the end of the recording is the end of the session: it has failed, or was stopped', async () => {
    const { rig, desk } = await recorded('One');
    refuse(rig, 'one');
    desk.isOn = false;
    await pass(1000);
    expect(rig.session.snapshot()).toMatchObject({ state: 'failed', reason: { code: 'key-refused' } });
    expect(rig.reports).toHaveLength(1);
    const other = await recorded('One');
    other.rig.session.outputCommand('one', 'stop');
    other.rig.last().events.onEnded();
    other.desk.isOn = false;
    await pass(1500);
    expect(other.rig.session.state).toBe('ended');
    expect(other.rig.reports[0]).toMatchObject({ outcome: 'ended', error: null });
  });
});

describe('one press', () => {
  test('on Stop or Remove of the only destination does not end the recording', async () => {
    for (const press of ['stop', 'remove'] as const) {
      const { rig, tap } = await recorded('One');
      if (press === 'stop') rig.session.outputCommand('one', 'stop');
      else rig.session.removeOutput('one');
      rig.last().events.onEnded();
      expect(rig.session.snapshot()).toMatchObject({ state: 'reconnecting', reconnect: null, reason: null });
      await pass(3000);
      expect([rig.session.state, tap.calls.includes('end')]).toEqual(['reconnecting', false]);
      rig.session.addOutput(destination('New'));
      accept(rig.last());
      confirm(rig.last());
      expect(rig.session.state).toBe('live');
    }
  });

  test('on Stop before LIVE ends it', async () => {
    const rig = createRig('opens', { recording: () => ({ ...off, state: 'recording' }) });
    rig.picture();
    rig.session.start(planWith(destination('One')));
    await pass(0);
    rig.session.outputCommand('one', 'stop');
    await pass(3000);
    expect(rig.session.state).toBe('off-air');
  });
});

test('the report of the session before can not be opened while another one runs', async () => {
  const { rig } = await recorded('One');
  rig.session.stop();
  await pass(3000);
  expect(rig.session.snapshot()).toMatchObject({ state: 'ended', reportReady: true });
  rig.session.start(planWith(destination('One')));
  expect(rig.session.snapshot().reportReady).toBe(false);
});

test('of too many events the oldest verdicts and bitrates go first, never the end', async () => {
  const rig = await rigWith(planWith(destination('One')));
  rig.session.note('bitrate', 'the first bitrate');
  for (let count = 0; count < 2500; count += 1) rig.session.note(count < 100 ? 'page' : 'bitrate', `event ${count}`);
  rig.session.mark('the last');
  rig.session.stop();
  await pass(3000);
  const texts = rig.reports[0]?.events.map(({ text }) => text) ?? [];
  expect(texts).toHaveLength(2000);
  for (const kept of ['One: live.', 'event 0', 'event 99', 'event 2499', 'the last']) expect(texts).toContain(kept);
  expect(texts).not.toContain('the first bitrate');
});
