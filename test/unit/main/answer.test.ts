/** The border between window and main: who may call, what may come in, and what may go out. */
import { describe, expect, test, vi } from 'vitest';
import { answerCall, checkedEvent, isTrustedSender, type Handlers } from '../../../electron/ipc/answer.ts';
import { calls, events, type CallName } from '../../../shared/contract/ipc.ts';
import { fail, ok } from '../../../shared/errors.ts';
import { makeScene, makeShow } from '../../support/studio/show-parts.ts';

const origin = 'app://uplink';
const ours = { url: 'app://uplink/index.html', isMainFrame: true, isOurWindow: true };

describe('a sender', () => {
  test('is trusted as the top frame of our own window on our own page', () => {
    expect(isTrustedSender(ours, origin)).toBe(true);
  });

  test.each([
    ['a frame inside the page', { ...ours, isMainFrame: false }],
    ['another window', { ...ours, isOurWindow: false }],
    ['a foreign page', { ...ours, url: 'https://example.org/' }],
    ['a page whose host begins like ours', { ...ours, url: 'app://uplink.evil/index.html' }],
    ['a page with our address in its path', { ...ours, url: 'https://evil/app://uplink/' }],
    ['a blank page', { ...ours, url: 'about:blank' }],
    ['a frame that is gone', { ...ours, url: '' }],
  ])('is not trusted as %s', (_name, sender) => {
    expect(isTrustedSender(sender, origin)).toBe(false);
  });
});

/** Handlers that note what they get and answer `answers`, or that there is nothing. */
function handlersThat(answers: Readonly<Record<string, unknown>> = {}) {
  const heard: unknown[] = [];
  const entries = Object.keys(calls).map((name) => [
    name,
    (input: unknown) => {
      heard.push([name, input]);
      return Object.hasOwn(answers, name) ? answers[name] : ok(null);
    },
  ]);
  // A test stand-in: each name of the contract has its function, which is all that answerCall asks for.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { handlers: Object.fromEntries(entries) as Handlers, heard };
}

const isCall = (name: string): name is CallName => Object.hasOwn(calls, name);

describe('a call', () => {
  test.each(['live.begin', '', 'constructor', '__proto__', 'toString', null, undefined, 7, {}, ['live.start']])(
    'that is no name of the contract is refused: %j',
    async (name) => {
      const { handlers, heard } = handlersThat();
      expect(await answerCall(handlers, name, null)).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
      expect(heard).toEqual([]);
    },
  );

  const junk = { surprise: '<script>' };
  test.each(Object.keys(calls).filter(isCall))('%s refuses an input of the wrong shape', async (name) => {
    const { handlers, heard } = handlersThat();
    for (const input of [undefined, junk, 7, 'x', [], () => {}]) {
      const reply = await answerCall(handlers, name, input);
      expect([input, reply.ok]).toEqual([input, false]);
      expect(reply).toMatchObject({ error: { code: 'input-invalid', facts: { call: name } } });
    }
    expect(heard).toEqual([]);
  });

  test.each([
    ['live.start', { mode: 'live', force: true }],
    ['live.start', { mode: 'recording' }],
    ['profile.select', { id: '../../etc' }],
    ['profile.setKey', { id: '0b7d6f5e-1a2b-4c3d-8e4f-5a6b7c8d9e0f', key: '' }],
    ['profile.setKey', { id: '0b7d6f5e-1a2b-4c3d-8e4f-5a6b7c8d9e0f', key: 'x'.repeat(5000) }],
    ['settings.update', { theme: 'pink' }],
    ['settings.update', { videoSource: { kind: 'camera' } }],
    ['service.open', { serviceId: 'https://evil.example' }],
    ['live.stop', { now: true }],
  ] as const)('%s refuses %j', async (name, input) => {
    const { handlers, heard } = handlersThat();
    expect(await answerCall(handlers, name, input)).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
    expect(heard).toEqual([]);
  });

  test('reaches its handler with the parsed input, and its answer goes back', async () => {
    const { handlers, heard } = handlersThat();
    expect(await answerCall(handlers, 'live.start', { mode: 'rehearsal' })).toEqual(ok(null));
    expect(heard).toEqual([['live.start', { mode: 'rehearsal' }]]);
  });

  test('hands on a failure as it is', async () => {
    const busy = fail('busy');
    const { handlers } = handlersThat({ 'live.start': busy });
    expect(await answerCall(handlers, 'live.start', { mode: 'live' })).toEqual(busy);
  });

  test('that answers what the contract does not know fails as our own fault', async () => {
    const { handlers } = handlersThat({ 'live.start': ok({ key: 'secret' }), 'profile.setKey': ok({ key: 'secret' }) });
    const id = '0b7d6f5e-1a2b-4c3d-8e4f-5a6b7c8d9e0f';
    const replies = [
      await answerCall(handlers, 'live.start', { mode: 'live' }),
      await answerCall(handlers, 'profile.setKey', { id, key: 'secret' }),
    ];
    for (const reply of replies) expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(replies)).not.toContain('secret');
  });

  test('answers without what the contract does not name', async () => {
    const { handlers } = handlersThat({ 'profile.setKey': ok({ key: 'stored', secret: 'abc' }) });
    const id = '0b7d6f5e-1a2b-4c3d-8e4f-5a6b7c8d9e0f';
    expect(await answerCall(handlers, 'profile.setKey', { id, key: 'abc' })).toEqual(ok({ key: 'stored' }));
  });
});

describe('an event', () => {
  const notice = { tone: 'info', text: 'Back on Sunday.', next: '' } as const;

  test('goes out as the contract has it', () => {
    expect(checkedEvent('notice', notice)).toEqual(notice);
    const more = { ...notice, streamKey: 'abc' };
    expect(checkedEvent('notice', more)).toEqual(notice);
  });

  test('that breaks the contract does not go out', () => {
    expect(checkedEvent('notice', { ...notice, text: 'x'.repeat(401) })).toBeNull();
  });

  test('of the show is not read through again: main made it of checked commands', () => {
    const read = vi.spyOn(events['show.changed'], 'safeParse');
    const state = {
      profileId: 'p',
      revision: 1,
      show: makeShow([makeScene('a', [])], []),
      undo: null,
      redo: null,
      undoSteps: [],
    };
    expect(checkedEvent('show.changed', state)).toBe(state);
    expect(read).not.toHaveBeenCalled();
  });
});
