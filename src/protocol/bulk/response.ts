// The answer to a BulkRequest (RFC 7644 §3.7.3).
import { errorMessage } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { BULK_RESPONSE } from '../messages.ts';
import type { BulkRequest, BulkResult } from './operation.ts';

/**
 * @param results by the place of the operation; undefined for one that was not run, which the answer leaves out.
 */
export function bulkResponse(
  { operations }: BulkRequest,
  results: readonly (BulkResult | undefined)[],
): JsonObject {
  return {
    schemas: [BULK_RESPONSE],
    Operations: results.flatMap((result, position) => {
      if (result === undefined) return [];
      const { method, bulkId } = operations[position] ?? {};
      const { location, version, status, fault } = result;
      return {
        ...(location !== undefined && { location }),
        ...(method !== undefined && { method }),
        ...(bulkId !== undefined && { bulkId }),
        ...(version !== undefined && { version }),
        status: String(status),
        ...(fault !== undefined && { response: errorMessage(fault) }),
      };
    }),
  };
}
