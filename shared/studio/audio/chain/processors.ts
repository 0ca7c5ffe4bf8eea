/** Makes the processor of each filter a show knows, and turns its knobs. */
import type { AudioFilter } from '../../document/filters.ts';
import { Compressor } from '../dynamics/compressor.ts';
import { Expander } from '../dynamics/expander.ts';
import { Gate } from '../dynamics/gate.ts';
import { Limiter } from '../dynamics/limiter.ts';
import { gainOf } from '../level/decibels.ts';
import { GainRamp } from '../level/gain-ramp.ts';
import type { Processor } from '../stereo.ts';
import { Equaliser, PassFilter } from '../tone/equaliser.ts';
import { NoiseSuppression, type CreateDenoiser } from './noise-suppression.ts';

/** A filter at work: which one it is, how to turn it, and how to be rid of it. */
export type Working = {
  readonly id: string;
  readonly kind: AudioFilter['kind'];
  readonly processor: Processor;
  /** The sound that decides instead of its own; null: its own. */
  readonly keyId: string | null;
  /** Takes other settings of the same kind, without a click. */
  readonly set: (filter: AudioFilter) => void;
  readonly close: () => void;
};

type Made = Pick<Working, 'processor' | 'set'> & { readonly close?: () => void };

/** Puts a filter to work. */
export function startFilter(filter: AudioFilter, createDenoiser: CreateDenoiser): Working {
  const { processor, set, close = () => undefined } = made(filter, createDenoiser);
  return { id: filter.id, kind: filter.kind, keyId: keyOf(filter), processor, set, close };
}

/** The sound that a filter listens to, when it is not its own. */
export function keyOf(filter: AudioFilter): string | null {
  return filter.kind === 'compressor' ? filter.sidechainId : null;
}

function made(filter: AudioFilter, createDenoiser: CreateDenoiser): Made {
  switch (filter.kind) {
    case 'gain':
      return gain(filter.db);
    case 'high-pass':
    case 'low-pass':
      return pass(filter.kind, filter.hz);
    case 'gate': {
      const processor = new Gate(filter);
      return { processor, set: (next) => void (next.kind === 'gate' && processor.set(next)) };
    }
    case 'expander': {
      const processor = new Expander(filter);
      return { processor, set: (next) => void (next.kind === 'expander' && processor.set(next)) };
    }
    case 'compressor': {
      const processor = new Compressor(filter);
      return { processor, set: (next) => void (next.kind === 'compressor' && processor.set(next)) };
    }
    case 'limiter': {
      const processor = new Limiter(filter);
      return { processor, set: (next) => void (next.kind === 'limiter' && processor.set(next)) };
    }
    case 'equaliser': {
      const processor = new Equaliser(filter);
      return { processor, set: (next) => void (next.kind === 'equaliser' && processor.set(next)) };
    }
    case 'noise-suppression':
      return suppression(filter.amount, createDenoiser);
  }
}

function gain(db: number): Made {
  const ramp = new GainRamp(gainOf(db));
  return {
    processor: { latencyFrames: 0, process: (block) => ramp.apply(block), reset: () => undefined },
    set: (next) => void (next.kind === 'gain' && ramp.setTarget(gainOf(next.db))),
  };
}

function pass(kind: 'high-pass' | 'low-pass', hz: number): Made {
  const processor = new PassFilter(kind, hz);
  return { processor, set: (next) => void (next.kind === kind && processor.set(next.hz)) };
}

function suppression(amount: number, createDenoiser: CreateDenoiser): Made {
  const processor = new NoiseSuppression(amount, createDenoiser);
  return {
    processor,
    set: (next) => void (next.kind === 'noise-suppression' && processor.set(next.amount)),
    close: () => processor.close(),
  };
}
