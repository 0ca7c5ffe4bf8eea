/** After the end: rows say what is, and the report knows every destination that was there and no key at all. */
import { describe, expect, test, vi } from 'vitest';
import { studioError } from '../../../../shared/errors.ts';
import { LastReport } from '../../../../electron/session/report/last-report.ts';
import { accept, confirm, destination, planWith, rigWith, type Rig } from '../session-rig.ts';
import { pass, withFakeTime } from '../way-back.ts';

withFakeTime();

const lastReport = (rig: Rig) => {
  const report = rig.reports.at(-1);
  if (report === undefined) throw new Error('no report');
  return report;
};

async function remove(rig: Rig, id: string, host: string): Promise<void> {
  rig.session.removeOutput(id);
  rig.to(host).events.onEnded();
  await pass(100);
}

async function stop(rig: Rig): Promise<void> {
  rig.session.stop();
  for (const { destroyed, events } of rig.connections) if (destroyed === 0) events.onEnded();
  await pass(3000);
}

describe('a failed session', () => {
  test('leaves no row that says live', async () => {
    const rig = await rigWith(planWith(destination('One'), destination('Two'), destination('Three')));
    rig.to('two.example.org').events.onFailed(studioError('key-refused'));
    rig.session.outputCommand('three', 'pause');
    const events = rig.snapshots.length;
    rig.session.encoderGone(studioError('encoder-failed'));
    const { state, outputs } = rig.session.snapshot();
    expect([state, outputs.map((output) => [output.state, output.confirmedBy])]).toEqual([
      'failed',
      [
        ['idle', null],
        ['failed', null],
        ['idle', null],
      ],
    ]);
    expect(rig.snapshots.length).toBeGreaterThan(events);
    const { missedSeconds } = outputs[0] ?? { missedSeconds: Number.NaN };
    await pass(60_000);
    expect([rig.session.snapshot().outputs[0]?.missedSeconds, vi.getTimerCount()]).toEqual([missedSeconds, 0]);
  });

  test('has no key in its report, though keys are forgotten the moment it fails', async () => {
    const keys = new Map([
      ['one', 'first-key-k3f9'],
      ['two', 'later-key-q8w2'],
    ]);
    const withKey = (name: string) =>
      destination(name, {
        streamKey: () => keys.get(name.toLowerCase()) ?? '',
        serverUrl: `rtmp://${name.toLowerCase()}.example.org/live`,
      });
    const rig = await rigWith(planWith(withKey('One')), {
      onChange: ({ state }) => {
        if (state === 'failed') keys.clear();
      },
    });
    rig.session.addOutput(withKey('Two'));
    accept(rig.last());
    confirm(rig.last());
    rig.session.mark('Typed by mistake: first-key-k3f9');
    rig.session.mark('Typed by mistake: later-key-q8w2');
    await remove(rig, 'two', 'two.example.org');
    await pass(2000);
    rig.session.encoderGone(studioError('encoder-failed'));
    const text = JSON.stringify(lastReport(rig));
    expect(text).toContain('Typed by mistake');
    expect(text).not.toMatch(/first-key-k3f9|later-key-q8w2/u);
  });
});

describe('a destination that was removed while live', () => {
  test('is in the report with what it got, and counts among the reconnects', async () => {
    const rig = await rigWith(planWith(destination('One'), destination('Two')));
    await pass(2000);
    rig.to('two.example.org').events.onFailed(studioError('connection-reset'));
    await pass(250);
    accept(rig.to('two.example.org'));
    confirm(rig.to('two.example.org'));
    await pass(2000);
    await remove(rig, 'two', 'two.example.org');
    expect(rig.session.snapshot().outputs.map(({ id }) => id)).toEqual(['one']);
    await pass(20_000);
    await stop(rig);
    const { destinations, reconnects } = lastReport(rig);
    expect(destinations.map(({ id, state }) => [id, state])).toEqual([
      ['one', 'idle'],
      ['two', 'idle'],
    ]);
    expect([reconnects, destinations[1]?.reconnects.length]).toEqual([1, 1]);
    // What came after its removal was promised to nobody.
    expect(destinations[1]?.missedSeconds).toBeLessThan(3);
  });

  test('and came back is there twice, and what it missed each time can be cut out', async () => {
    const rig = await rigWith(planWith(destination('One'), destination('Two')));
    await pass(1000);
    rig.to('two.example.org').events.onFailed(studioError('connection-reset'));
    await pass(5000);
    await remove(rig, 'two', 'two.example.org');
    rig.session.addOutput(destination('Two', { serverUrl: 'rtmp://other.example.org/live' }));
    accept(rig.last());
    confirm(rig.last());
    await pass(2000);
    await stop(rig);
    const report = lastReport(rig);
    expect(report.destinations.map(({ id, host }) => [id, host])).toEqual([
      ['one', 'one.example.org'],
      ['two', 'other.example.org'],
      ['two~2', 'two.example.org'],
    ]);
    const last = new LastReport((text) => text);
    last.take(report);
    expect(last.missing('two~2').length).toBeGreaterThan(0);
  });

  test('again and again leaves at most eight rows, those that are still there first', async () => {
    const rig = await rigWith(planWith(destination('One')));
    for (let round = 0; round < 12; round += 1) {
      rig.session.addOutput(destination(`D${round}`));
      accept(rig.last());
      confirm(rig.last());
      await pass(200);
      await remove(rig, `d${round}`, `d${round}.example.org`);
    }
    await stop(rig);
    expect(lastReport(rig).destinations.map(({ id }) => id)).toEqual([
      'one',
      'd11',
      'd10',
      'd9',
      'd8',
      'd7',
      'd6',
      'd5',
    ]);
  });

  test('leaves no row when nobody ever saw it', async () => {
    const rig = await rigWith(planWith(destination('One')));
    rig.session.addOutput(destination('Two'));
    rig.last().events.onFailed(studioError('key-refused'));
    rig.session.removeOutput('two');
    await pass(100);
    await stop(rig);
    expect(lastReport(rig).destinations.map(({ id }) => id)).toEqual(['one']);
  });
});

test('files and marks that bear a key join the report without it', async () => {
  const rig = await rigWith(planWith(destination('One')));
  await stop(rig);
  const last = new LastReport((text) => text.replaceAll('key-of-one', '•••'));
  last.take(lastReport(rig));
  const times = { fromMicros: 0, toMicros: 1_000_000 };
  const chapters = [{ seconds: 1, text: 'key-of-one here' }];
  const file = { kind: 'recording', file: 'key-of-one.mp4', bytes: 1, verified: true, trouble: 'key-of-one?' } as const;
  last.takeFiles([{ ...file, ...times, chapters }]);
  expect(last.report?.recordings).toHaveLength(1);
  expect(last.json()).not.toContain('key-of-one');
});
