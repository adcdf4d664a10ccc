// Whether a connection may be called from an address.
import type { Connection } from '../tenants/ports.ts';
import type { CallNote } from './call-log.ts';
import { type AddressList, createAddressList } from './client-address.ts';

const lists = new WeakMap<readonly string[], AddressList>();

/** From anywhere, unless its settings name addresses; then an address that nobody knows is none of them. */
export function mayCallFrom({ settings }: Connection, addressOf: CallNote['address']): boolean {
  const { addresses } = settings.access;
  if (addresses.length === 0) return true;
  // The same settings are the same array.
  let list = lists.get(addresses);
  if (list === undefined) {
    list = createAddressList(addresses);
    lists.set(addresses, list);
  }
  const address = addressOf?.();
  return address !== undefined && list(address);
}
