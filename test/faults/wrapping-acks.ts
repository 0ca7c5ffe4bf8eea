/** F4, the long part: more bytes go out than a server's counter of acknowledgements can hold. */
import type { StudioError } from '../../shared/errors.ts';
import { numberedPicture, numberedSound, pictures, sounds } from '../support/faults/numbered-media.ts';
import { startOddIngest } from '../support/faults/odd-ingest.ts';
import { publish } from '../support/publishing.ts';
import { Claims, pause, rounded, type Row } from './row.ts';

/** Bytes of one picture while gigabytes go out. */
const largePicture = 1_000_000;
const ackBytes = 1_000_000;
/** How far the run goes past the wrap. */
const pastBytes = 60_000_000;

/** Sends until the counter has wrapped; looks at what the connection takes for acknowledged. */
function acksWrap(name: string, limit: number, next: (received: number) => number): Row {
  return {
    name,
    bound: 'the count of acknowledged bytes goes on past the wrap',
    limitSeconds: 300,
    run: async () => {
      let last = 0;
      const ingest = await startOddIngest({
        acknowledge: (received) => {
          if (received - last < ackBytes) return null;
          last = received;
          return next(received);
        },
      });
      const publishing = publish({ url: ingest.url, key: 'wrap', options: { chunkSize: 65_536 } });
      const { connection } = publishing;
      const end: { failure: StudioError | null; isOver: boolean } = { failure: null, isOver: false };
      void publishing.outcome.then(({ error }) => Object.assign(end, { failure: error, isOver: true }));
      await publishing.accepted;
      const picture = { codec: pictures.avc.codec, description: new Uint8Array(pictures.avc.description) };
      connection.writeConfig({ track: 'video', ...picture, width: 1280, height: 720, frameRate: 30, kbps: 2500 });
      const sound = { codec: sounds.aac.codec, description: new Uint8Array(sounds.aac.description) };
      connection.writeConfig({ track: 'audio', ...sound, sampleRate: 48_000, channels: 2, kbps: 160 });
      const claims = new Claims();
      let before = 0;
      for (let number = 0; connection.figures().bytesSent < limit + pastBytes && !end.isOver; number += 1) {
        const times = { pts: number * 33_333, dts: number * 33_333, isKeyFrame: true };
        const bytes = new Uint8Array(numberedPicture(number, true, largePicture));
        connection.writePacket({ track: 'video', ...times, bytes });
        connection.writePacket({ track: 'audio', ...times, bytes: new Uint8Array(numberedSound(number, 100)) });
        do await pause(0);
        while (connection.figures().queueAgeMillis > 0 && !end.isOver);
        const now = connection.figures().bytesAcknowledged ?? 0;
        claims.that(now >= before, 'the count went back');
        before = now;
        ingest.connections()[0]?.arrivals.splice(0);
      }
      await pause(500);
      const { bytesAcknowledged, bytesSent } = connection.figures();
      connection.destroy();
      await ingest.stop();
      claims.that(!end.isOver, `it ended: ${end.failure?.code ?? 'without a reason'}`);
      claims.atMost(bytesSent - (bytesAcknowledged ?? 0), 16_000_000, 'bytes not counted');
      const figure = `${rounded((bytesAcknowledged ?? 0) / 1e9)} of ${rounded(bytesSent / 1e9)} GB known to have arrived`;
      return claims.result(figure);
    },
  };
}

const firstReset = 0xf0000000;

export const wrappingRows: readonly Row[] = [
  acksWrap('F4-acks-wrap-2^31', 2 ** 31, (received) => received % 2 ** 31),
  acksWrap('F4-acks-reset-F0000000', firstReset, (received) =>
    received > firstReset ? received - firstReset : received,
  ),
];
