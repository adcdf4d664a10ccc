// One operation of a BulkRequest after reading, and how much one request may hold (RFC 7644 §3.7.4).
import type { ScimError } from '../errors.ts';
import type { Preconditions } from '../preconditions.ts';
import type { ResourceType } from '../schema/types.ts';

/** Clients cut their PATCHes by this number too, so that a small one would mean many calls. */
export const MAX_OPERATIONS = 1_000;
export const MAX_PAYLOAD_BYTES = 1_048_576;

export type BulkMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface BulkOperation {
  readonly method: BulkMethod;
  readonly bulkId?: string;
  readonly type: ResourceType;
  /** Perhaps `bulkId:…`; undefined for POST. */
  readonly id: string | undefined;
  readonly preconditions?: Preconditions;
  readonly data?: unknown;
}

/** An operation that cannot be run, with what of it the answer repeats. */
export interface RefusedOperation {
  readonly method?: string;
  readonly bulkId?: string;
  /** What it was for, where that could be read. */
  readonly type?: ResourceType;
  readonly id?: string | undefined;
  readonly fault: ScimError;
}

export interface BulkRequest {
  readonly operations: readonly (BulkOperation | RefusedOperation)[];
  /** How many errors end the job; Infinity where the client does not say. */
  readonly failOnErrors: number;
}

/** What became of an operation. */
export interface BulkResult {
  readonly status: number;
  readonly location?: string;
  /** An entity tag. */
  readonly version?: string;
  /** Where the status is not of the 200s. */
  readonly fault?: ScimError;
}
