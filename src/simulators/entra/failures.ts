// Names what can go wrong between Entra and a SCIM endpoint, in the words of Entra's provisioning log.
import { asObject } from './target-path.ts';

/**
 * A call that did not give what was needed. `reach` says what it endangers: the one object, or the whole job
 * (which goes into quarantine). `code` is the error code of the provisioning log, `reason` a sentence for
 * the administrator that ends with the endpoint's own words.
 */
export class ProvisioningFailure extends Error {
  readonly code: string;
  readonly reach: 'object' | 'job';
  readonly status: number | undefined;
  constructor(code: string, reason: string, options: { reach?: 'object' | 'job'; status?: number } = {}) {
    super(reason);
    this.name = 'ProvisioningFailure';
    this.code = code;
    this.reach = options.reach ?? 'object';
    this.status = options.status;
  }
}

const CODES: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'InsufficientRights',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'SystemForCrossDomainIdentityManagementEntryConflict',
  422: 'UnprocessableEntity',
  429: 'TooManyRequests',
  501: 'NotImplemented',
};

/** The failure that an answer outside 2xx means. Only a 401 endangers the whole job by itself. */
export function failureOfAnswer(status: number, body: unknown, call: string): ProvisioningFailure {
  const code = CODES[status] ?? (status >= 500 ? 'InternalServerError' : 'WebExceptionProtocolError');
  const detail = asObject(body)?.detail;
  const words = typeof detail === 'string' ? detail : typeof body === 'string' ? body.slice(0, 200) : '';
  return new ProvisioningFailure(code, `${call} was answered ${status}. ${words}`.trim(), {
    status,
    reach: status === 401 ? 'job' : 'object',
  });
}

/** The failure of an endpoint whose 2xx answer is not what the SCIM protocol promises. */
export function incompatible(call: string, what: string): ProvisioningFailure {
  return new ProvisioningFailure(
    'SystemForCrossDomainIdentityManagementServiceIncompatible',
    `${call} was answered in a way that Entra cannot use: ${what}`,
  );
}
