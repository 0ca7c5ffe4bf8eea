/** Small pictures and films of plain colours and tones, made by ffmpeg, whose content tests can tell by one pixel. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

async function make(folder: string, name: string, args: readonly string[]): Promise<string> {
  const file = path.join(folder, name);
  await run('ffmpeg', ['-v', 'error', '-y', ...args, file], { timeout: 60_000 });
  return file;
}

/** One colour; `name` decides the format. */
export function makePicture(folder: string, name: string, source: string): Promise<string> {
  return make(folder, name, ['-f', 'lavfi', '-i', source, '-frames:v', '1', '-update', '1']);
}

const colours = (names: readonly string[], facts: string): string[] =>
  names.flatMap((name) => ['-f', 'lavfi', '-i', `color=c=${name}:${facts}`]);

/** Red, green and blue for 200 ms each, round and round. */
export function makeAnimation(folder: string, name: 'moving.gif' | 'moving.webp'): Promise<string> {
  const encode = name.endsWith('.gif') ? [] : ['-c:v', 'libwebp_anim', '-lossless', '1'];
  const one = (turn: number) => `'255*eq(mod(N,3),${turn})'`;
  const source = `color=c=black:s=64x48:r=5,format=gbrp,geq=r=${one(0)}:g=${one(1)}:b=${one(2)}`;
  return make(folder, name, ['-f', 'lavfi', '-i', source, '-frames:v', '3', ...encode, '-loop', '0']);
}

/** Half a second of red in silence, then half a second of blue with a tone of 1 kHz; sound of `rate` Hz. */
export function makeFilm(folder: string, name: string, rate: 44_100 | 48_000): Promise<string> {
  const isWebm = name.endsWith('.webm');
  const tone = `aevalsrc='0.5*sin(2*PI*1000*t)*gte(t,0.5)':s=${rate}:d=1`;
  const inputs = [...colours(['red', 'blue'], 's=320x180:r=30:d=0.5'), '-f', 'lavfi', '-i', tone];
  const encode = isWebm
    ? ['-c:v', 'libvpx', '-b:v', '400k', '-c:a', 'libopus']
    : ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '15', '-bf', '2', '-c:a', 'aac', '-movflags', '+faststart'];
  const joined = ['-filter_complex', '[0][1]concat=n=2:v=1:a=0,format=yuv420p[v]', '-map', '[v]', '-map', '2:a'];
  return make(folder, name, [...inputs, ...joined, ...encode]);
}

/** A second of green, half of it see-through, with the alpha in a track of its own (VP9). */
export function makeStinger(folder: string): Promise<string> {
  const half =
    "color=c=lime:s=160x90:r=30:d=1,format=yuva420p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='if(lt(X,80),255,0)'";
  return make(folder, 'stinger.webm', [
    '-f',
    'lavfi',
    '-i',
    half,
    '-c:v',
    'libvpx-vp9',
    '-pix_fmt',
    'yuva420p',
    '-b:v',
    '400k',
  ]);
}
