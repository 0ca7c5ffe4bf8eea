/** What happens below the connections: sleep, another network, and none; each destination draws its own conclusions. */
import { describe, expect, test } from 'vitest';
import { studioError } from '../../../../shared/errors.ts';
import { destination, planWith, rigWith, type Rig } from '../session-rig.ts';
import { back, first, pass, withFakeTime } from '../way-back.ts';

withFakeTime();

const cut = studioError('connection-reset');

describe('C67: below the connections', () => {
  const mine = ['192.168.1.20'];

  async function onLan(): Promise<{ readonly rig: Rig; readonly addresses: string[] }> {
    const addresses = [...mine];
    const rig = await rigWith(planWith(destination('One'), destination('Two')), { localAddresses: () => addresses });
    return { rig, addresses };
  }

  async function standing(): Promise<{ readonly rig: Rig; readonly addresses: string[] }> {
    const { rig, addresses } = await onLan();
    // The rig's connections have an address only from the next attempt on.
    for (const connection of rig.connections.slice()) connection.events.onFailed(cut);
    await pass(250);
    for (const connection of rig.connections.slice(2)) {
      connection.localAddress = mine[0] ?? null;
      back(connection);
    }
    await pass(2000);
    return { rig, addresses };
  }

  test('an address that is gone cuts the connections that used it, and they come back at once over the new one', async () => {
    const { rig, addresses } = await standing();
    const before = rig.connections.length;
    addresses.splice(0, 1, '10.0.0.7');
    await pass(2500);
    expect(rig.connections.slice(2, 4).every(({ destroyed }) => destroyed > 0)).toBe(true);
    expect(rig.connections.length).toBeGreaterThanOrEqual(before + 2);
  });

  test('without any network no attempt is burned; the first one comes with the network', async () => {
    const { rig, addresses } = await standing();
    addresses.length = 0;
    await pass(2500);
    const before = rig.connections.length;
    await pass(60_000);
    expect([rig.connections.length - before, first(rig).state]).toEqual([0, 'reconnecting']);
    expect(first(rig).reconnect?.nextAttemptAt).toBeNull();
    addresses.push('10.0.0.7');
    await pass(3000);
    expect(rig.connections.length).toBeGreaterThanOrEqual(before + 2);
  });

  test('after a short sleep the server is asked; one that stays silent counts as gone', async () => {
    const { rig } = await standing();
    const [, , one, two] = rig.connections;
    if (one === undefined || two === undefined) throw new Error('two connections');
    const wallclock = Date.now();
    rig.session.tell({ kind: 'suspend', wallclock });
    rig.session.tell({ kind: 'resume', wallclock: wallclock + 3000 });
    expect([one.pings, two.pings]).toEqual([1, 1]);
    await pass(500);
    one.heard += 100;
    await pass(3500);
    expect([one.destroyed, two.destroyed]).toEqual([0, 1]);
  });

  test('a long sleep leaves no session on any server: both connect again at once', async () => {
    const { rig } = await standing();
    const before = rig.connections.length;
    const wallclock = Date.now();
    rig.session.tell({ kind: 'suspend', wallclock });
    rig.session.tell({ kind: 'resume', wallclock: wallclock + 60_000 });
    expect(rig.connections.length).toBe(before + 2);
  });
});
