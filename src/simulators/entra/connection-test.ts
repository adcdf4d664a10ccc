// The Test Connection button: asks for a user and a group that cannot exist, and explains what went wrong.
import { randomUUID } from 'node:crypto';
import { ProvisioningFailure } from './failures.ts';
import type { Job } from './job.ts';
import { equals } from './job.ts';
import { matchingMappings } from './mapping.ts';

export type ConnectionTestResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly probe: 'users' | 'groups';
      readonly code: string;
      /** What the endpoint did, and what the administrator may look at. */
      readonly reason: string;
    };

/** Runs both probes; each must be answered with 200 and an empty ListResponse. Changes nothing. */
export async function testConnection(job: Job): Promise<ConnectionTestResult> {
  const [user] = matchingMappings(job.mappings.users);
  const [group] = matchingMappings(job.mappings.groups);
  const users = await probe(job, 'users', '/Users', user?.target ?? 'userName', []);
  if (!users.ok) return users;
  return probe(job, 'groups', '/Groups', group?.target ?? 'displayName', [['excludedAttributes', 'members']]);
}

async function probe(
  job: Job,
  name: 'users' | 'groups',
  path: string,
  attribute: string,
  query: readonly (readonly [string, string])[],
): Promise<ConnectionTestResult> {
  try {
    const hits = await job.client.list(path, equals(attribute, randomUUID()), query);
    if (hits.length === 0) return { ok: true };
    const reason = `${hits.length} ${name} came back for a random name: the endpoint ignores the filter.`;
    return {
      ok: false,
      probe: name,
      code: 'SystemForCrossDomainIdentityManagementServiceIncompatible',
      reason,
    };
  } catch (error) {
    if (!(error instanceof ProvisioningFailure)) throw error;
    return { ok: false, probe: name, code: error.code, reason: `${error.message} ${remedy(error)}`.trim() };
  }
}

function remedy({ status, code }: ProvisioningFailure): string {
  if (status === 401) return 'The Secret Token was not accepted: copy it again, or make a new one.';
  if (status === 403) return 'The token is known but may not do this, or provisioning is switched off.';
  if (status === 404) return 'Check the Tenant URL: a query that finds nothing needs 200 and an empty list.';
  if (status === 429 || (status !== undefined && status >= 500))
    return 'The endpoint is in trouble: try later.';
  if (code === 'Timeout') return 'Check that the Tenant URL is the right one and not blocked by a firewall.';
  if (status === undefined && code === 'WebExceptionProtocolError') {
    return 'Check host and port of the Tenant URL, and that the endpoint is running.';
  }
  return '';
}
