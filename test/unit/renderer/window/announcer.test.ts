/** What the live regions say for each step, and how far apart chatter stands. */
import { describe, expect, test } from 'vitest';
import { chatterGapMillis, chatterWait, utteranceFor } from '../../../../renderer/app/voice/announcer.ts';
import { sessions } from '../../../fixtures/window-harness/snapshots.ts';

describe('utteranceFor', () => {
  test('says where the user is live, at once', () => {
    expect(utteranceFor(sessions.connecting, sessions.live)).toEqual({
      text: 'You are live on YouTube',
      urgency: 'assertive',
    });
  });

  test('says that nobody can see a rehearsal', () => {
    expect(utteranceFor(sessions.connecting, sessions.rehearsing)?.text).toBe(
      'Rehearsal started. Nobody can see this.',
    );
  });

  test('tells a return from a first start', () => {
    expect(utteranceFor(sessions.live, sessions.reconnecting)?.urgency).toBe('assertive');
    expect(utteranceFor(sessions.reconnecting, sessions.live)?.text).toBe('Back on YouTube.');
  });

  test('says when nobody is left, and that trying again is more', () => {
    const nobody = sessions['nobody-receives'];
    const text = 'Nobody receives any more; the recording goes on.';
    expect(utteranceFor(sessions.reconnecting, nobody)).toEqual({ text, urgency: 'assertive' });
    expect(utteranceFor(sessions.live, nobody)?.text).toBe(text);
    expect(utteranceFor(sessions.live, { ...nobody, recording: null })?.text).toBe('Nobody receives any more.');
    expect(utteranceFor(nobody, sessions.reconnecting)?.text).toBe('Connection lost. Trying again.');
    expect(utteranceFor(nobody, { ...nobody })).toBeNull();
  });

  test('says nothing while only numbers change', () => {
    expect(utteranceFor(sessions.live, { ...sessions.live })).toBeNull();
  });

  test('says a bad verdict once', () => {
    expect(utteranceFor(sessions.live, sessions['live-weak'])?.urgency).toBe('chatter');
    expect(utteranceFor(sessions['live-weak'], sessions['live-weak'])).toBeNull();
  });

  test('says one sentence of a destination that is lost: its verdict, which comes later, says the same', () => {
    const { outputs } = sessions['live-partial'];
    const [first] = sessions.live.stages;
    if (first === undefined) throw new Error('no stage');
    const bad = { ...first, health: 'bad', verdict: 'The connection to Twitch was cut.' } as const;
    const lost = { ...sessions['live-partial'], verdict: null };
    expect(utteranceFor(sessions['live-two'], lost)?.text).toBe('Twitch is not receiving. YouTube is fine.');
    expect(utteranceFor(lost, { ...sessions['live-partial'], outputs, stages: [bad] })).toBeNull();
    const other = { ...sessions['live-partial'], verdict: null, stages: [bad] };
    expect(utteranceFor(lost, other)?.text).toBe('The connection to Twitch was cut.');
  });

  test('says why it failed, with the name of the service', () => {
    expect(utteranceFor(sessions.connecting, sessions.failed)?.text).toContain('YouTube refused this stream key');
  });
});

describe('chatterWait', () => {
  test('keeps the distance to the last chatter', () => {
    expect(chatterWait(0, 4000)).toBe(chatterGapMillis - 4000);
    expect(chatterWait(0, chatterGapMillis)).toBe(0);
  });
});
