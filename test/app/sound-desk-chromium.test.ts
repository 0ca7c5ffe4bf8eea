/** The sound desk in a real Worker: a device, a filter in WebAssembly, meters, and what is played to the ears here. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromSettings } from '../../shared/studio/document/default-show.ts';
import type { AudioFilter } from '../../shared/studio/document/filters.ts';
import type { Show } from '../../shared/studio/document/show.ts';
import { hasChromium, launchPipelineBrowser, type PipelineBrowser } from '../support/pipeline-browser.ts';

const filters: AudioFilter[] = [
  { id: 'n', enabled: true, kind: 'noise-suppression', amount: 0.8 },
  { id: 'h', enabled: true, kind: 'high-pass', hz: 80 },
  { id: 'l', enabled: true, kind: 'limiter', ceilingDb: -3, releaseMillis: 100 },
];

/** The test source with its beep, monitored and 6 dB down, and the microphone of the fake device. */
function studioShow(): Show {
  let count = 0;
  const show = fromSettings(
    {
      videoSource: { kind: 'test' },
      audioSource: { kind: 'microphone', deviceId: '', label: '' },
      mix: { gainDb: 0, muted: false },
    },
    {
      newId: () => {
        count += 1;
        return `id-${count}`;
      },
      canvas: { width: 640, height: 360 },
    },
  );
  const sources = show.sources.map((source): Show['sources'][number] => {
    if (source.strip === null) return source;
    const { strip } = source;
    if (source.input.kind === 'test') {
      return { ...source, strip: { ...strip, muted: false, faderDb: -6, monitor: 'both', tracks: 63 } };
    }
    return { ...source, strip: { ...strip, filters } };
  });
  return { ...show, sources };
}

describe.skipIf(!hasChromium)('the desk in Chromium', () => {
  let browser: PipelineBrowser;

  beforeAll(async () => {
    browser = await launchPipelineBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser.close();
  });

  test('mixes a device and the test source, filters, measures, and plays what is for the ears here', async () => {
    const page = await browser.open();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const show = studioShow();
    const [testId, microphoneId] = ['test', 'microphone'].map(
      (kind) => show.sources.find(({ input }) => input.kind === kind)?.id ?? '',
    );
    const heard = await page.evaluate(
      async ({ given, ids }) => {
        globalThis.harness = globalThis.createHarness({ fault: 'none', acks: true });
        const { media } = globalThis.harness;
        globalThis.harness.attach();
        media.setFormat({ width: 640, height: 360, fps: 30, kbps: 1000 });
        const tracks: MediaStream[] = [];
        const PlainAudio = globalThis.Audio;
        globalThis.Audio = class extends PlainAudio {
          override play(): Promise<void> {
            if (this.srcObject instanceof MediaStream) tracks.push(this.srcObject);
            return super.play();
          }
        };
        const loudest = ids.map(() => -120);
        const master: number[] = [];
        let count = 0;
        media.onLevels(({ strips, master: figures }) => {
          count += 1;
          for (const [index, id] of ids.entries()) {
            loudest[index] = Math.max(loudest[index] ?? -120, strips.get(id)?.[0] ?? -120);
          }
          master.splice(0, master.length, ...figures);
        });
        media.setShow('profile', given);
        const [stream] = tracks;
        if (stream === undefined) throw new Error('nothing is played');
        const context = new AudioContext();
        const analyser = context.createAnalyser();
        context.createMediaStreamSource(stream).connect(analyser);
        const samples = new Float32Array(analyser.fftSize);
        let monitored = 0;
        // A busy computer opens its devices late.
        const isAllHeard = () => count > 100 && monitored > 0.01 && loudest.every((level) => level > -60);
        for (let n = 0; n < 500 && !isAllHeard(); n += 1) {
          await new Promise((resolve) => setTimeout(resolve, 50));
          analyser.getFloatTimeDomainData(samples);
          monitored = Math.max(monitored, ...samples);
        }
        await context.close();
        return { loudest, master, count, monitored };
      },
      { given: show, ids: [testId ?? '', microphoneId ?? ''] },
    );
    const { messages } = await page.evaluate(() => globalThis.harness.collected());
    await page.close();
    expect(heard.loudest[0]).toBeCloseTo(-18, 0);
    expect(heard.loudest[1]).toBeGreaterThan(-60);
    expect(heard.count).toBeGreaterThan(100);
    // Peak, and integrated loudness.
    expect(heard.master[7]).toBeGreaterThan(-60);
    expect(heard.monitored).toBeGreaterThan(0.5 * 10 ** (-18 / 20));
    expect(messages.filter(({ kind }) => kind === 'notice')).toEqual([]);
    expect(asked.some((url) => url.includes('rnnoise'))).toBe(true);
  }, 60_000);
});
