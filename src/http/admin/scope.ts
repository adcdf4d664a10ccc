// Finds the connection that a path of the admin API names.
import type { Scope } from '../../oversight/ports.ts';
import type { Connection } from '../../tenants/ports.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { noSuchConnection } from './route.ts';

/** @throws AdminError 404 */
export async function findConnection(tenants: Tenants, id: string): Promise<Connection> {
  const connection = await tenants.connection(id);
  if (connection === undefined) throw noSuchConnection();
  return connection;
}

/** @throws AdminError 404 */
export async function findScope(tenants: Tenants, id: string): Promise<Scope> {
  const { shop } = await findConnection(tenants, id);
  return { shop, connection: id };
}
