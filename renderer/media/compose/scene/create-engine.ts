/** The engine with the parts it has in the Worker. */
import { drawHoldingPicture } from '../picture/holding-picture.ts';
import { openCompositor } from '../pixels/compositor/gpu/open-compositor.ts';
import { copyFrame } from '../pixels/frames/copy-frame.ts';
import { openPixels } from '../pixels/open-pixels.ts';
import { createProducer } from '../sources/create-producer.ts';
import { createSurfaces } from '../sources/surfaces.ts';
import { SceneEngine, type EngineOptions } from './engine.ts';

/** What is joined to it from outside. */
export type EngineJoints = Pick<
  EngineOptions,
  'now' | 'mainOffset' | 'onSound' | 'onState' | 'onReport' | 'onAir' | 'onAudible' | 'onFault' | 'drawSvg'
>;

export function createEngine(joints: EngineJoints): SceneEngine {
  return new SceneEngine({
    ...joints,
    openPixels,
    createCompositor: openCompositor,
    createSurfaces,
    copyFrame,
    drawHolding: drawHoldingPicture,
    createProducer,
  });
}
