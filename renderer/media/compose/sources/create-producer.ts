/** Chooses the producer of a source. */
import type { Input, InputOf } from '../../../../shared/studio/document/source.ts';
import { FilmProducer } from './film/film.ts';
import type { Producer, ProducerContext } from './producer.ts';
import { ColourProducer } from './still/colour.ts';
import { ImageProducer } from './still/image.ts';
import { SlideshowProducer } from './still/slideshow.ts';
import { TestProducer } from './still/test-card.ts';
import { FrameStreamProducer } from './stream/frame-stream.ts';
import { PacketsProducer } from './stream/packets.ts';
import { PageProducer } from './stream/page.ts';
import { TextProducer } from './text/text.ts';

/** Null for sources without a picture, and for scenes, which the engine draws itself. */
export function createProducer(input: Input, context: ProducerContext): Producer | null {
  switch (input.kind) {
    case 'camera':
    case 'screen':
    case 'window':
      return new FrameStreamProducer(input, context);
    case 'browser':
      return new PageProducer(input, context);
    case 'rtmp':
      return new PacketsProducer(input, context);
    case 'test':
    case 'image':
    case 'slideshow':
    case 'text':
    case 'colour':
    case 'media':
      return createOwn(input, context);
    case 'microphone':
    case 'system-audio':
    case 'scene':
      return null;
  }
}

type OwnInput = InputOf<'test' | 'image' | 'slideshow' | 'text' | 'colour' | 'media'>;

/** What needs nothing from page or main but files. */
function createOwn(input: OwnInput, context: ProducerContext): Producer {
  switch (input.kind) {
    case 'test':
      return new TestProducer(context);
    case 'image':
      return new ImageProducer(input, context);
    case 'slideshow':
      return new SlideshowProducer(input, context);
    case 'text':
      return new TextProducer(input, context);
    case 'colour':
      return new ColourProducer(input, context);
    case 'media':
      return new FilmProducer(input, context);
  }
}
