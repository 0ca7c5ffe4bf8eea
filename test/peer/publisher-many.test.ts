/** One connection after the other, as in a night of bad network: nothing of the old ones is left. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { prepareStream } from '../support/media/prepared-stream.ts';
import { until } from '../support/loopback.ts';
import { publish } from '../support/publishing.ts';
import { startGatekeeper } from '../support/servers/gatekeeper.ts';

/** Timers and handles of this process, by kind. */
function resources(): readonly string[] {
  return process
    .getActiveResourcesInfo()
    .filter((name) => name === 'Timeout' || name.startsWith('TCP'))
    .toSorted();
}

it(
  'C66: a hundred connections in a row, cut or refused at every stage, leave no socket and no timer',
  { timeout: 60_000 },
  async () => {
    const stream = await prepareStream({ seconds: 1, videoKbps: 300 });
    const server = await startGatekeeper({
      answer: (_, index) => ({ kind: index % 5 === 3 ? 'close' : index % 5 === 4 ? 'silence' : 'accept' }),
    });
    const url = `rtmp://127.0.0.1:${server.port}/live`;
    await pause(100);
    const before = resources();
    for (let round = 0; round < 100; round += 1) {
      const publishing = publish({ url, options: { isModern: true } });
      if (round % 5 < 3) {
        await publishing.accepted;
        publishing.connection.writeConfig(stream.video);
        publishing.connection.writeConfig(stream.audio);
        for (const packet of stream.packets.slice(0, 20)) publishing.connection.writePacket(packet);
      } else if (round % 5 === 3) await publishing.outcome;
      else await until('the server heard connect', () => server.knocks().length > round);
      publishing.connection.destroy();
    }
    expect(server.knocks()).toHaveLength(100);
    await until('all of it is gone', () => resources().join() === before.join(), 5000);
    await server.stop();
  },
);
