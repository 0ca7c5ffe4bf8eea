/** What every part of a show is made of: ids, names, colours, numbers with bounds. */
import { z } from 'zod';

/** Names one source, scene, item, group or filter within a show; whoever makes it draws it at random. */
export const idSchema = z.string().regex(/^[\w-]{1,64}$/);

export const nameSchema = z.string().trim().min(1).max(80);

/** `#rrggbb`, or `#rrggbbaa` where something may shine through. */
export const colourSchema = z.string().regex(/^#[\da-f]{6}([\da-f]{2})?$/i);

/** Absolute path of a file of the user's. */
export const pathSchema = z.string().min(1).max(4096);

/** JSON knows no -0; what is kept in memory must be what a file gives back. */
export const real = (min: number, max: number) =>
  z
    .number()
    .min(min)
    .max(max)
    .overwrite((value) => value + 0);

/** Milliseconds; bounds included. */
export const millisBetween = (min: number, max: number) => z.int().min(min).max(max);

/** Canvas pixels: positions may lie far outside, sizes may not vanish. */
export const placeSchema = real(-100_000, 100_000);
export const extentSchema = real(1, 100_000);
