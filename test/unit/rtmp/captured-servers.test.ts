/** Recorded servers (nginx-rtmp and SRS answering real publishers) through our publisher machine, however cut. */
import { describe, expect, test } from 'vitest';
import { deliveries, digested, piecesOf, readCapture } from '../../fixtures/corpora/captured.ts';
import type { CaptureName, Delivery } from '../../fixtures/corpora/captured.ts';
import { RtmpPublisher } from '../../../shared/rtmp/publisher.ts';
import type { PublisherEvent } from '../../../shared/rtmp/client/publish-dialogue.ts';

/** Our publisher in place of the recorded one: it hears every byte that was said to the other. */
function listen(name: CaptureName, how: Delivery): { readonly events: readonly PublisherEvent[]; phase: string } {
  const publisher = new RtmpPublisher({
    app: 'live',
    tcUrl: 'rtmp://127.0.0.1:19390/live',
    streamKey: 'cap6',
    random: new Uint8Array(1528).fill(1),
    now: 0,
  });
  const events: PublisherEvent[] = [];
  for (const piece of piecesOf(readCapture(name), how)) {
    publisher.receive(piece, 1);
    events.push(...publisher.takeEvents());
    publisher.takeOutput();
  }
  return { events, phase: publisher.phase };
}

function phasesOf(events: readonly PublisherEvent[]): readonly string[] {
  return events.flatMap((event) => (event.kind === 'phase' ? [event.phase] : []));
}

const live = ['handshaken', 'connected', 'publishing'];

/** nginx-rtmp confirms the recorded client's goodbye; ours had said none, so it means that the server ended the stream. */
const ended: readonly (readonly [CaptureName, readonly string[], string])[] = [
  ['obs29-nginx.s2c', live, 'failed'],
  ['ffmpeg51-nginx.s2c', live, 'failed'],
  ['gst-rtmpsink-librtmp-nginx.s2c', live, 'failed'],
  ['ffmpeg81-hevc-ertmp-srs.s2c', live, 'live'],
  // rtmp2sink numbers its calls in another way, so these answers are not ours.
  ['gst-rtmp2sink-nginx.s2c', ['handshaken', 'connected'], 'create-stream'],
];

describe.each(ended)('%s', (name, phases, last) => {
  const whole = listen(name, 'whole');

  test('C33, C36: our publisher goes where the answers lead', () => {
    expect(phasesOf(whole.events)).toEqual(phases);
    expect(whole.phase).toBe(last);
  });

  test.each(deliveries.slice(1))('C2, C19: says the same in %s', (how) => {
    expect(digested(listen(name, how))).toEqual(digested(whole));
  });
});
