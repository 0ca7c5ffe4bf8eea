/** What a notice of the Worker is taken for: only an encoder's fault may accuse the encoder. */
import { expect, test, vi } from 'vitest';
import { noteOf } from '../../../electron/studio/media-link.ts';

vi.mock('electron', () => ({ MessageChannelMain: vi.fn<() => void>() }));

test.each([
  ['source-failed', 'capture'],
  ['scene-failed', 'capture'],
  ['noise-suppression-failed', 'capture'],
  ['encoder-failed', 'encoder'],
  ['audio-encoder-failed', 'encoder'],
] as const)('%s is noted as %s', (code, kind) => {
  expect(noteOf(code)).toBe(kind);
});
