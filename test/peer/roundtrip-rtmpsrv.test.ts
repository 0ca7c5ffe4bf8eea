/**
 * rtmpsrv, the stub of librtmp: it shakes hands, answers connect and createStream, and serves no publish. It also
 * ignores Set Chunk Size, so that it understands only clients that keep to chunks of 128 bytes.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { play, type PlayOutcome } from '../support/playing.ts';
import { publish, type Outcome } from '../support/publishing.ts';
import { startRtmpsrv, type Rtmpsrv } from '../support/servers/rtmpsrv.ts';

let servers: readonly [Rtmpsrv, Rtmpsrv, Rtmpsrv];
let small: Outcome;
let usual: Outcome;
let played: PlayOutcome;

beforeAll(async () => {
  servers = await Promise.all([startRtmpsrv(), startRtmpsrv(), startRtmpsrv()]);
  const [first, second, third] = servers;
  // Each waits ten seconds for its answer, so all wait at once.
  [small, usual, played] = await Promise.all([
    publish({ url: first.url, key: 'unheard', options: { chunkSize: 128 } }).outcome,
    publish({ url: second.url, key: 'unheard' }).outcome,
    play({ url: `${third.url}/stub` }).outcome,
  ]);
});

afterAll(() => Promise.all(servers.map((server) => server.stop())));

describe('rtmpsrv', () => {
  it('C9, C32, C35: takes connect and createStream in chunks of 128, and its silence to publish is named', () => {
    expect(small.error).toMatchObject({ code: 'publish-timeout', retryable: true, facts: { phase: 'publish' } });
    for (const call of ['connect', 'releaseStream', 'FCPublish', 'createStream', 'publish']) {
      expect(servers[0].said()).toContain(`client invoking <${call}>`);
    }
    expect(small.millis).toBeGreaterThan(9500);
    expect(small.millis).toBeLessThan(11_000);
  });

  it('C9: does not understand connect in larger chunks, and the phase of the time-out says so', () => {
    expect(servers[1].said()).toContain('Handshaking finished');
    expect(usual.error).toMatchObject({ code: 'publish-timeout', facts: { phase: 'connect' } });
  });

  it('P4: nor does it understand the player, whose time-out names the phase too', () => {
    expect(servers[2].said()).toContain('Handshaking finished');
    expect(played.error).toMatchObject({ code: 'play-timeout', retryable: true, facts: { phase: 'connect' } });
  });
});
