/** A failure as it crosses the borders between processes; the table of codes is `shared/errors.ts`. */
import { z } from 'zod';
import { errorCodes, isErrorCode, type ErrorCode } from '../errors.ts';

const errorCodeSchema = z.custom<ErrorCode>((value) => typeof value === 'string' && isErrorCode(value), {
  error: `one of ${errorCodes.length} codes`,
});

export const studioErrorSchema = z.object({
  code: errorCodeSchema,
  blame: z.enum(['ours', 'peer', 'user', 'system']),
  retryable: z.boolean(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});
