/** Texts of OBS: FreeType on all systems, GDI+ on Windows. */
import type { TextStyle } from '../../../document/source.ts';
import { clamped, colourOf, type Fields } from '../fields.ts';
import type { MadeInput } from '../reading.ts';

/** Flags of a font. */
const bold = 1;
const italic = 2;

const opaqueWhite = 0xff_ff_ff_ff;

function fontOf(font: Fields): Pick<TextStyle, 'font' | 'size' | 'weight' | 'italic'> {
  const flags = font.number('flags', 0);
  const isBold = Math.floor(flags / bold) % 2 === 1 || /bold/i.test(font.text('style'));
  return {
    font: font.text('face').slice(0, 200),
    size: Math.round(font.within('size', 256, [6, 800])),
    weight: isBold ? 700 : 400,
    italic: Math.floor(flags / italic) % 2 === 1 || /italic|oblique/i.test(font.text('style')),
  };
}

function wrapAt(isOn: boolean, width: number): number | null {
  return isOn && width >= 16 ? Math.round(clamped(width, 16, 8000)) : null;
}

function made(settings: Fields, of: { readonly file: string | null; readonly style: TextStyle }): MadeInput {
  const text = of.file === null ? settings.text('text') : '{file}';
  return {
    input: { kind: 'text', text, style: of.style, file: of.file, countdownTo: null, countdownSeconds: 0 },
    size: sizeOf(text, of.style),
  };
}

/** Roughly: a letter is half as wide as it is high. */
function sizeOf(text: string, { size, wrapAt: wrap }: TextStyle): { readonly width: number; readonly height: number } {
  const lines = text.split('\n');
  const longest = Math.max(1, ...lines.map(({ length }) => length));
  return { width: wrap ?? Math.max(2, longest * size * 0.5), height: Math.max(2, lines.length * size * 1.2) };
}

/** Both of its colours are those of a gradient; the first is taken. */
export function freeTypeText(settings: Fields): MadeInput {
  const file = settings.text('text_file');
  const style: TextStyle = {
    ...fontOf(settings.object('font')),
    colour: colourOf(settings.number('color1', opaqueWhite)),
    background: null,
    align: 'left',
    outline: settings.flag('outline', false) ? { colour: '#000000', width: 2 } : null,
    shadow: settings.flag('drop_shadow', false),
    wrapAt: wrapAt(settings.flag('word_wrap', false), settings.number('custom_width', 0)),
  };
  return made(settings, { file: settings.flag('from_file', false) && file !== '' ? file : null, style });
}

/** Opacities are kept apart from colours, in percent. */
export function gdiText(settings: Fields): MadeInput {
  const alpha = (key: string, otherwise: number) => (settings.within(key, otherwise, [0, 100]) / 100) * 255;
  const file = settings.text('file');
  const align = settings.text('align');
  const behind = alpha('bk_opacity', 0);
  const outline = {
    colour: colourOf(settings.number('outline_color', opaqueWhite), alpha('outline_opacity', 100)),
    width: Math.round(settings.within('outline_size', 2, [1, 40])),
  };
  const style: TextStyle = {
    ...fontOf(settings.object('font')),
    colour: colourOf(settings.number('color', opaqueWhite), alpha('opacity', 100)),
    background: behind === 0 ? null : colourOf(settings.number('bk_color', 0), behind),
    align: align === 'center' ? 'centre' : align === 'right' ? 'right' : 'left',
    outline: settings.flag('outline', false) ? outline : null,
    shadow: false,
    wrapAt: wrapAt(
      settings.flag('extents', false) && settings.flag('extents_wrap', true),
      settings.number('extents_cx', 0),
    ),
  };
  return made(settings, { file: settings.flag('read_from_file', false) && file !== '' ? file : null, style });
}
