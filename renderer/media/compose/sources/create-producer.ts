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

type FedInput = InputOf<'camera' | 'screen' | 'window' | 'browser' | 'rtmp'>;

/** Null for sources without a picture, and for scenes, which the engine draws itself. */
export function createProducer(input: Input, context: ProducerContext): Producer | null {
  if (isFed(input)) return createFed(input, context);
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
    case 'microphone':
    case 'system-audio':
    case 'scene':
      return null;
  }
}

/** What lives on streams and ports that come from outside. */
function isFed(input: Input): input is FedInput {
  return ['camera', 'screen', 'window', 'browser', 'rtmp'].includes(input.kind);
}

function createFed(input: FedInput, context: ProducerContext): Producer {
  if (input.kind === 'browser') return new PageProducer(input, context);
  if (input.kind === 'rtmp') return new PacketsProducer(input, context);
  return new FrameStreamProducer(input, context);
}
