// The parameters of lists whose entries bear numbers, the newest first.
import { z } from 'zod';

export const numberedPage = z.strictObject({
  before: z.coerce
    .number()
    .int()
    .min(1)
    .default(Number.MAX_SAFE_INTEGER)
    .describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
