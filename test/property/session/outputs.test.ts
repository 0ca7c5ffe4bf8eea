/** Many destinations under arbitrary faults: whatever happens to some, those left alone get every packet once, in order, and stay live. */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sessionSnapshotSchema } from '../../../shared/contract/session.ts';
import { errorCodes, studioError } from '../../../shared/errors.ts';
import { parseIngestUrl } from '../../../shared/rtmp/url.ts';
import { destination, planWith, rigWith, type FakeConnection, type Rig } from '../../unit/session/session-rig.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const count = 4;
/** These two are never touched; the others are fair game. */
const spared = ['d0', 'd2'];
const victims = ['d1', 'd3'];

type Act = { readonly name: string; readonly run: (rig: Rig, seq: () => number) => void | Promise<void> };

const open = (rig: Rig, id: string): FakeConnection[] =>
  rig.connections.filter(({ request, destroyed }) => destroyed === 0 && request.address.host.startsWith(id));

const victim = fc.constantFrom(...victims);
const elsewhere = (id: string) => {
  const address = parseIngestUrl(`rtmp://${id}-moved.example.org/live`);
  if (!address.ok) throw new Error('no address');
  return address.value;
};

const faults: readonly fc.Arbitrary<Act>[] = [
  fc.tuple(victim, fc.constantFrom(...errorCodes)).map(([id, code]) => ({
    name: `${id} fails with ${code}`,
    run: (rig) => open(rig, id)[0]?.events.onFailed(studioError(code)),
  })),
  fc.tuple(victim, fc.constantFrom('start', 'stop', 'retry', 'pause', 'resume')).map(([id, command]) => ({
    name: `${command} ${id}`,
    run: (rig) => void rig.session.outputCommand(id, command),
  })),
  victim.map((id) => ({ name: `${id} is accepted`, run: (rig) => open(rig, id).at(-1)?.events.onStep('accepted') })),
  victim.map((id) => ({
    name: `${id} is confirmed`,
    run: (rig) => open(rig, id).at(-1)?.events.onConfirmed('acknowledged'),
  })),
  victim.map((id) => ({
    name: `${id} is asked to move`,
    run: (rig) => open(rig, id)[0]?.events.onAskedToMove({ address: elsewhere(id) }),
  })),
  victim.map((id) => ({ name: `${id} ends`, run: (rig) => open(rig, id)[0]?.events.onEnded() })),
  victim.map((id) => ({ name: `remove ${id}`, run: (rig) => void rig.session.removeOutput(id) })),
  victim.map((id) => ({
    name: `add ${id}`,
    run: (rig) => void rig.session.addOutput(victimTarget(id)),
  })),
];
const packets: fc.Arbitrary<Act> = fc.integer({ min: 1, max: 20 }).map((many) => ({
  name: `${many} packets`,
  run: (rig, seq) => {
    for (let index = 0; index < many; index += 1) rig.packet(seq());
  },
}));
const waits: fc.Arbitrary<Act> = fc.constantFrom(0, 50, 250, 1000, 4000, 31_000).map((millis) => ({
  name: `${millis} ms`,
  run: async () => void (await vi.advanceTimersByTimeAsync(millis)),
}));

/** Every victim has a backup; one of them as hot standby. */
function victimTarget(id: string) {
  const backupUrl = `rtmp://${id}-backup.example.org/live`;
  return destination(id, { backupUrl, hotStandby: id === 'd3' });
}

test('those left alone get every packet exactly once, in order, on their first connection', async () => {
  const acts = fc.array(fc.oneof(packets, packets, waits, ...faults), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(acts, async (list) => {
      const all = Array.from({ length: count }, (_, index) => `d${index}`);
      const plan = planWith(...all.map((id) => (spared.includes(id) ? destination(id) : victimTarget(id))));
      const rig = await rigWith({ ...plan, rate: { ...plan.rate, adaptive: false } });
      let seq = 0;
      const next = (): number => {
        seq += 1;
        return seq - 1;
      };
      for (const act of list) {
        await act.run(rig, next);
        expect(rig.session.state).toBe('live');
        expect(sessionSnapshotSchema.safeParse(rig.session.snapshot()).error).toBeUndefined();
      }
      const times = Array.from({ length: seq }, (_, index) => Math.floor((index * 1e6) / 30));
      for (const id of spared) {
        const [only, ...more] = rig.connections.filter(({ request }) => request.address.host.startsWith(id));
        expect([more.length, only?.destroyed, only?.packets.map(({ pts }) => pts)]).toEqual([0, 0, times]);
      }
      for (const { packets: got } of rig.connections) {
        expect(got.every(({ pts }, index) => index === 0 || pts > (got[index - 1]?.pts ?? 0))).toBe(true);
      }
      rig.session.stop();
      await vi.advanceTimersByTimeAsync(3000);
      expect([rig.session.state, vi.getTimerCount()]).toEqual(['ended', 0]);
      expect(rig.connections.filter(({ destroyed }) => destroyed === 0)).toEqual([]);
      const orders = rig.orderKinds().filter((kind) => kind === 'start');
      expect(orders).toHaveLength(1);
    }),
    { numRuns: 150 },
  );
});
