/** Two addresses of one destination: neither's refusal ends it while the other has hope, and its row and its bitrate follow the one that carries. */
import { describe, expect, test } from 'vitest';
import { studioError } from '../../../../shared/errors.ts';
import { parseIngestUrl } from '../../../../shared/rtmp/url.ts';
import {
  accept,
  confirm,
  createRig,
  destination,
  noFigures,
  planWith,
  rigWith,
  type FakeConnection,
  type Rig,
} from '../session-rig.ts';
import { first, pass, withFakeTime } from '../way-back.ts';

withFakeTime();

const refused = studioError('connection-refused');
const cut = studioError('connection-reset');
const primary = 'one.example.org';
const backup = 'backup.example.org';
const backed = (hotStandby: boolean) =>
  planWith(destination('One', { backupUrl: `rtmp://${backup}/live`, hotStandby }));
const triedTimes = (rig: Rig, host: string): number =>
  rig.connections.filter(({ request }) => request.address.host === host).length;
const up = (connection: FakeConnection): void => {
  accept(connection);
  confirm(connection);
};

async function starting(hotStandby: boolean): Promise<Rig> {
  const rig = createRig();
  rig.picture();
  rig.session.start(backed(hotStandby));
  await pass(0);
  return rig;
}

describe('C65: at the very beginning', () => {
  test.each([[false], [true]])(
    'a primary that refuses twice leaves the backup its turn (hot standby %s)',
    async (hot) => {
      const rig = await starting(hot);
      rig.to(primary).events.onFailed(refused);
      await pass(1);
      expect(triedTimes(rig, primary)).toBe(1);
      await pass(300);
      expect(triedTimes(rig, primary)).toBe(2);
      rig.to(primary).events.onFailed(refused);
      expect(first(rig).state).toBe('connecting');
      up(rig.to(backup));
      expect([rig.session.state, first(rig).address]).toEqual(['live', 'backup']);
    },
  );

  test('a backup that was taken goes on when the primary refuses again', async () => {
    const rig = await starting(true);
    rig.to(backup).events.onFailed(refused);
    await pass(300);
    accept(rig.to(backup));
    rig.to(primary).events.onFailed(refused);
    confirm(rig.to(backup));
    expect([rig.session.state, first(rig).address]).toEqual(['live', 'backup']);
  });

  test('both refused end it, with the last reason', async () => {
    const rig = await starting(false);
    rig.to(primary).events.onFailed(refused);
    rig.to(backup).events.onFailed(studioError('key-refused'));
    expect([rig.session.state, rig.session.snapshot().reason?.code]).toEqual(['failed', 'key-refused']);
  });
});

describe('C65: after a cut', () => {
  test('a backup that refuses the key leaves the primary its attempts', async () => {
    const rig = await rigWith(backed(false));
    rig.to(primary).events.onFailed(cut);
    rig.to(backup).events.onFailed(studioError('key-refused'));
    expect(first(rig).state).toBe('reconnecting');
    await pass(300);
    expect(triedTimes(rig, primary)).toBe(2);
    rig.to(primary).events.onFailed(refused);
    await pass(1000);
    up(rig.to(primary));
    expect([first(rig).state, first(rig).address, triedTimes(rig, backup)]).toEqual(['live', 'primary', 1]);
  });

  test('it ends once both are hopeless, and not before', async () => {
    const rig = await rigWith(backed(false));
    rig.to(primary).events.onFailed(cut);
    rig.to(backup).events.onFailed(studioError('key-refused'));
    await pass(300);
    expect(first(rig).state).toBe('reconnecting');
    rig.to(primary).events.onFailed(studioError('key-refused'));
    expect([rig.session.state, rig.session.snapshot().reason?.code]).toEqual(['failed', 'key-refused']);
  });

  test('a refusal before the last confirmation counts no more', async () => {
    const rig = await rigWith(backed(false));
    rig.to(primary).events.onFailed(cut);
    rig.to(backup).events.onFailed(studioError('key-refused'));
    await pass(300);
    up(rig.to(primary));
    rig.to(primary).events.onFailed(studioError('app-refused'));
    rig.to(backup).events.onFailed(cut);
    expect(first(rig).state).toBe('reconnecting');
  });
});

describe('a destination’s momentary figures', () => {
  const moment = { inFlightBytes: 5000, rttMillis: 40, queueAgeMillis: 300 };

  test('are those of the address that carries', async () => {
    const rig = await rigWith(backed(false));
    rig.to(primary).figures = { ...noFigures, ...moment };
    expect(first(rig)).toMatchObject(moment);
    rig.to(primary).events.onFailed(cut);
    up(rig.to(backup));
    rig.to(backup).figures = { ...noFigures, rttMillis: 25 };
    expect(first(rig)).toMatchObject({ address: 'backup', rttMillis: 25, inFlightBytes: 0, queueAgeMillis: 0 });
  });

  test('do not outlive their connection', async () => {
    const rig = await rigWith(planWith(destination('One')));
    rig.to(primary).figures = { ...noFigures, ...moment, bytesSent: 7000, videoSent: 30 };
    rig.to(primary).events.onFailed(cut);
    expect(first(rig)).toMatchObject({ rttMillis: null, inFlightBytes: 0, queueAgeMillis: 0, framesSent: 30 });
  });
});

/** A link that its server acknowledges to the byte, `rttMillis` away. */
async function carry(connection: FakeConnection, rttMillis: number, millis: number): Promise<void> {
  for (let step = 0; step < millis / 50; step += 1) {
    const bytes = connection.figures.bytesSent + (4160 * 50) / 8;
    connection.figures = { ...connection.figures, bytesSent: bytes, bytesAcknowledged: bytes, rttMillis };
    await pass(50);
  }
}

/** A server that is far away is no slow link: its trips are not judged by those of the one before. */
describe('the bitrate controller begins anew', () => {
  test.each([
    ['on a server that the stream was moved to', 'moved'],
    ['on the hot standby after its primary is cut', 'standby'],
  ])('%s', async (_name, kind) => {
    const rig = await rigWith(backed(kind === 'standby'));
    await carry(rig.to(primary), 20, 20_000);
    const elsewhere = parseIngestUrl('rtmp://elsewhere.example.org/live');
    if (kind === 'moved' && elsewhere.ok) {
      rig.to(primary).events.onAskedToMove({ address: elsewhere.value });
      accept(rig.last());
      await pass(2000);
      rig.packet(60, { key: true });
    } else rig.to(primary).events.onFailed(cut);
    const carrier = kind === 'moved' ? rig.last() : rig.to(backup);
    await carry(carrier, 900, 15_000);
    expect(rig.orders.filter(({ kind: order }) => order === 'bitrate')).toEqual([]);
    expect(first(rig).state).toBe('live');
  });
});
