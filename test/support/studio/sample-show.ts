/** A show as somebody would have it on a Sunday: five scenes of pictures, texts and the test picture, made without a device. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportedShow } from '../../../electron/store/show/exported-show.ts';
import type { Show } from '../../../shared/studio/document/show.ts';
import { defaultStrip, type Input, type TextStyle } from '../../../shared/studio/document/source.ts';
import { runWell } from '../processes.ts';
import { canvas, makeItem, makeScene, makeShow, makeSource, wholeCanvas } from './show-parts.ts';

const style: TextStyle = {
  font: '',
  size: 72,
  weight: 600,
  italic: false,
  colour: '#ffffff',
  background: null,
  align: 'left',
  outline: null,
  shadow: false,
  wrapAt: null,
};

const text = (words: string, changes: Partial<TextStyle> = {}): Input => ({
  kind: 'text',
  text: words,
  style: { ...style, ...changes },
  file: null,
  countdownTo: null,
  countdownSeconds: 300,
});

const place = (x: number, y: number, width: number, height: number) => ({ ...wholeCanvas, x, y, width, height });

/** Writes its pictures and the show into `folder`; the file to pass with `--show`. */
export async function writeSampleShow(folder: string): Promise<string> {
  const [hall, stage] = [join(folder, 'hall.png'), join(folder, 'stage.png')];
  await Promise.all([gradient(hall, '0x0b1d3a', '0x35618e'), gradient(stage, '0x2a1a3e', '0xd0784f')]);
  const file = join(folder, 'sunday.json');
  await writeFile(file, exportedShow(sampleShow(hall, stage)));
  return file;
}

function gradient(path: string, from: string, to: string): Promise<unknown> {
  const source = `gradients=s=${canvas.width}x${canvas.height}:n=2:c0=${from}:c1=${to}:x0=0:y0=0:x1=1280:y1=720`;
  return runWell('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-frames:v', '1', path]);
}

function sampleShow(hall: string, stage: string): Show {
  const sources = [
    makeSource('Hall', { kind: 'image', path: hall }),
    makeSource('Stage', { kind: 'image', path: stage }),
    makeSource('Title', text('Sunday service', { size: 110, weight: 700 })),
    makeSource('Countdown', text('We begin in {countdown}', { size: 54, weight: 400 })),
    makeSource('lower-third', { kind: 'colour', colour: '#10151f', width: 1280, height: 132 }, { name: 'Lower third' }),
    makeSource('Name', text('Ada Lovelace', { size: 52 })),
    makeSource('Clock', text('{time}', { size: 40, background: '#10151f' })),
    makeSource('Slides', { kind: 'test' }, { strip: { ...defaultStrip, muted: true } }),
    makeSource(
      'Pulpit',
      { kind: 'microphone', deviceId: '', label: '' },
      {
        strip: { ...defaultStrip, isMainMicrophone: true },
      },
    ),
  ];
  const [whole, clock] = [wholeCanvas, place(1070, 24, 190, 56)];
  const scenes = [
    makeScene('Welcome', [
      makeItem('Hall', { transform: whole }),
      makeItem('Title', { transform: place(96, 250, 900, 140) }),
      makeItem('Countdown', { transform: place(100, 400, 700, 72) }),
    ]),
    makeScene('Speaker', [
      makeItem('Stage', { id: 'speaker', transform: whole }),
      makeItem('lower-third', { transform: place(0, 560, 1280, 132), opacity: 0.85 }),
      makeItem('Name', { transform: place(64, 592, 520, 68) }),
      makeItem('Clock', { transform: clock }),
    ]),
    makeScene('Slides', [
      makeItem('Hall', { id: 'behind', transform: whole }),
      makeItem('Slides', { transform: place(32, 126, 832, 468) }),
      makeItem('Stage', { id: 'small', transform: place(896, 126, 352, 198) }),
      makeItem('Clock', { id: 'clock-2', transform: clock }),
    ]),
    makeScene('Break', [
      makeItem('Stage', { id: 'break', transform: whole }),
      makeItem('Clock', { id: 'clock-3', transform: place(440, 290, 400, 120) }),
    ]),
    makeScene('Goodbye', [makeItem('Hall', { id: 'end', transform: whole })]),
  ];
  return makeShow(scenes, sources, { transition: { kind: 'fade', millis: 300 } });
}
