/** A server that is killed and started again: the session comes back by itself, each time from the top. */
import { expect, it } from 'vitest';
import { startKillableNginx } from '../support/faults/killable-nginx.ts';
import { openRig } from '../support/faults/session-rig.ts';
import { readRecording } from '../support/media/prepared-stream.ts';

it('C62, F6: after each of two kills nginx gets headers and a key frame again, and the session counts two reconnects', async () => {
  const nginx = await startKillableNginx();
  const rig = openRig({ destinations: [{ serverUrl: nginx.url }], videoKbps: 1000 });
  await rig.outputIs('d0', 'live');
  for (let turn = 0; turn < 2; turn += 1) {
    await pause(1500);
    await nginx.kill();
    await rig.outputIs('d0', 'reconnecting');
    await nginx.restart();
    await rig.outputIs('d0', 'live');
  }
  await pause(1500);
  const report = await rig.stop();

  const files = await nginx.recordings();
  expect(files).toHaveLength(3);
  for (const file of files) {
    const { headers, packets } = await readRecording(file);
    expect(headers.video.length).toBeGreaterThan(20);
    expect(headers.audio.length).toBeGreaterThan(1);
    const pictures = packets.filter(({ track }) => track === 'video');
    expect(pictures[0]?.isKeyFrame).toBe(true);
    expect(pictures.every(({ dts }, index) => index === 0 || dts > (pictures[index - 1]?.dts ?? 0))).toBe(true);
  }
  expect(report).toMatchObject({ outcome: 'ended', reconnects: 2 });
  await nginx.stop();
}, 40_000);

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, millis);
  });
}
