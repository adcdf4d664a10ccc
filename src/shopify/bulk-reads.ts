// Reads a whole shop by bulk queries: starts one, finds it again, and streams its file.
import type { BulkReadGateway, CustomerSnapshot } from '../sync/ports.ts';
import { findOperation, lookAt, toStart } from './bulk.ts';
import { runBulkQuery } from './bulk-operations.ts';
import { customersQuery, readCustomers, readRoles, rolesQuery } from './bulk-queries.ts';
import type { AdminClient } from './client.ts';
import { unlessDenied } from './errors.ts';
import { fetchLines } from './fetch-text.ts';
import type { ReadAnswer } from './operations.ts';

/** A file may have millions of rows, and is taken in as it comes. */
const FILE_TIMEOUT_MS = 60 * 60_000;

export function createBulkReadGateway(
  client: AdminClient,
  merchantKeys: () => readonly string[],
  toSnapshot: (answer: ReadAnswer) => CustomerSnapshot,
): BulkReadGateway {
  const linesOf = (url: string, signal: AbortSignal | undefined) =>
    fetchLines(fetch, url, { timeoutMs: FILE_TIMEOUT_MS, signal });

  return {
    async start(name, what, { withCompanies }, options) {
      const query =
        what === 'roles'
          ? rolesQuery(nameOf(name))
          : customersQuery(nameOf(name), merchantKeys(), withCompanies);
      const answer = await unlessDenied(client.run(runBulkQuery, { query }, options), null);
      if (answer === null) return { started: false, isPassing: false, detail: 'access_denied' };
      return toStart(answer.data.bulkOperationRunQuery);
    },

    find: (name, options) => findOperation(client, 'query', nameOf(name), options),
    look: (id, options) => lookAt(client, id, options),
    customers: (url, { signal }) => readCustomers(linesOf(url, signal), toSnapshot),
    roles: (url, { signal }) => readRoles(linesOf(url, signal)),
  };
}

/** By the operation's own name it is recognised. */
function nameOf(name: string): string {
  return `RollcallRead${name.replaceAll('-', '')}`;
}
