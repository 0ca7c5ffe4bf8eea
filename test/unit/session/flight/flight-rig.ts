/** What tests of the flight recorder share: a plan with a secret in it, rows, events, and a recorder. */
import type { FlightEvent, OutputSnapshot } from '../../../../shared/contract/delivery.ts';
import { realDisk, type FlightDisk } from '../../../../electron/session/flight/flight-file.ts';
import { FlightRecorder } from '../../../../electron/session/flight/flight-recorder.ts';
import type { SecondRow, SessionPlan } from '../../../../electron/session/target.ts';

export const secret = 'live_kf93-secret';

export const plan: SessionPlan = {
  mode: 'live',
  profileName: 'Sunday',
  destinations: [
    {
      id: 'main',
      name: `Twitch ${secret}`,
      serviceId: 'twitch',
      serverUrl: `rtmp://ingest.example.org/app/${secret}`,
      backupUrl: null,
      hotStandby: false,
      priority: 1,
      streamKey: () => secret,
    },
  ],
  video: { width: 1280, height: 720, fps: 30, kbps: 4000 },
  audio: { kbps: 160 },
  codecs: { video: 'avc', audio: 'aac' },
  gopSeconds: 2,
  source: `Camera ${secret}`,
  rate: { adaptive: true, ceilingKbps: 6000, mayHalveFps: false, mayPause: false },
};

const output: OutputSnapshot = {
  id: 'main',
  name: 'Twitch',
  serviceId: 'twitch',
  host: 'ingest.example.org',
  secure: false,
  state: 'live',
  step: 'confirmed',
  confirmedBy: 'acknowledged',
  reason: null,
  reconnect: null,
  serverSaid: '',
  address: 'primary',
  verifying: false,
  liveSince: 1,
  sentKbps: 4161.26,
  acknowledgedKbps: null,
  rttMillis: 24.24,
  queueAgeMillis: 3,
  inFlightBytes: 4096,
  framesSent: 30,
  framesDropped: 0,
  reconnects: 0,
  missedSeconds: 0,
  priority: 1,
};

export const second = (at: number): SecondRow => ({
  state: 'live',
  stats: {
    second: at,
    videoKbps: 4000,
    audioKbps: 160,
    sentKbps: 4161,
    acknowledgedKbps: null,
    fps: 29.97,
    captureFps: 30.04,
    framesSent: 30 * at,
    droppedMix: 1,
    droppedEncode: 2,
    droppedPort: 3,
    droppedSend: 4,
    bytesSent: 1,
    bytesAcknowledged: null,
    inFlightBytes: 0,
    rttMillis: 24,
    queueAgeMillis: 3,
    mixMillis: 2.123,
    encodeMillis: 7,
    receivedFps: null,
    skewMillis: null,
    latencyMillis: null,
  },
  outputs: [output],
  rate: { kbps: 3800, targetKbps: 4000, ceilingKbps: 6000, fps: 30, halved: false, reason: '' },
});

export const event = (at: number, text: string): FlightEvent => ({ second: at, kind: 'bitrate', outputId: null, text });

/** Its first session starts at 2026-05-03T10:00:01Z. */
export function recorderIn(folder: string | null, disk: FlightDisk = realDisk) {
  let wall = Date.UTC(2026, 4, 3, 10, 0, 0);
  return new FlightRecorder({
    directory: folder,
    wallclock: () => (wall += 1000),
    redact: (text) => text.replaceAll(secret, '•••'),
    disk,
  });
}
