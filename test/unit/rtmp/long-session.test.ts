/** A session of 51 days and more than 8 GiB, every byte of it really sent: times, acknowledgements and counters past all wraps. */
import { expect, test } from 'vitest';
import { RtmpPublisher } from '../../../shared/rtmp/publisher.ts';
import { RtmpServerConnection } from '../../../shared/rtmp/server.ts';

const gibibyte = 2 ** 30;
const bodyLength = 200_000;
/** From one message to the next, in ms: as many as there are make 55 days. */
const step = 100_000;
const total = 9 * gibibyte;

/** Carries bytes both ways without putting them together. */
function carry(publisher: RtmpPublisher, server: RtmpServerConnection, now: number): void {
  for (;;) {
    const up = publisher.takeOutput();
    for (const piece of up) {
      server.receive(piece, now);
      publisher.outputSent(piece.length);
    }
    const down = server.takeOutput();
    for (const piece of down) publisher.receive(piece, now);
    if (up.length + down.length === 0) return;
  }
}

test(
  'C17, C25, C30: past 2²⁴, 2³¹ and 2³² ms and 2, 4 and 8 GiB the stream stays whole and acknowledged',
  { timeout: 120_000 },
  () => {
    const publisher = new RtmpPublisher({
      app: 'in',
      tcUrl: 'rtmp://h/in',
      streamKey: 'key',
      random: new Uint8Array(1528).fill(1),
      chunkSize: 65_536,
      ackWindow: gibibyte / 1024,
      now: 0,
    });
    const server = new RtmpServerConnection({ random: new Uint8Array(1528).fill(2), now: 0 });
    const body = new Uint8Array(bodyLength).fill(7);
    body.set([0x17, 1, 0, 0, 0]);
    carry(publisher, server, 0);
    server.takeEvents();
    expect(server.acceptPublish()).toBe(true);
    carry(publisher, server, 0);
    let [count, acknowledged, wrongTimes, wrongBodies, received, mostOpen] = [0, 0, 0, 0, 0, 0];
    while (publisher.bytesWritten < total) {
      const time = count * step;
      // The first and last byte tell the messages apart; what lies between is the same.
      body[bodyLength - 1] = count & 0xff;
      publisher.writeTag('video', time, body);
      carry(publisher, server, time);
      for (const event of server.takeEvents()) {
        if (event.kind !== 'video') continue;
        received += 1;
        if (event.timestamp !== time) wrongTimes += 1;
        if (event.body.length !== bodyLength || event.body[bodyLength - 1] !== (count & 0xff)) wrongBodies += 1;
      }
      for (const event of publisher.takeEvents()) if (event.kind === 'acknowledged') acknowledged = event.bytes;
      mostOpen = Math.max(mostOpen, publisher.bytesWritten - acknowledged);
      count += 1;
    }
    expect([wrongTimes, wrongBodies, count - received]).toEqual([0, 0, 0]);
    expect(mostOpen).toBeLessThan(2 * (gibibyte / 1024));
    expect(count * step).toBeGreaterThan(50 * 86_400_000);
    expect(publisher.ackMode).toBe('cumulative');
    expect(server.bytesReceived).toBe(publisher.bytesWritten);
    expect(publisher.phase).toBe('live');
  },
);
