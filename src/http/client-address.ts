// From which address a request comes: that of the peer, or what proxies say of it that the operator trusts.
import { BlockList, isIP } from 'node:net';

/** Whether an address is among some networks, which are written as `192.0.2.7`, `192.0.2.0/24` or `2001:db8::/32`. */
export type AddressList = (address: string) => boolean;

const MAX_FORWARDED = 4_000;

export function createAddressList(networks: readonly string[]): AddressList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * @param peer whose connection it is; undefined where nobody knows
 * @param forwarded the header X-Forwarded-For: each proxy adds, at the end, whom it was called by
 */
export function clientAddress(
  peer: string | undefined,
  forwarded: string | null,
  isTrusted: AddressList,
): string | undefined {
  let address = peer === undefined ? undefined : plain(peer);
  if (address === undefined || forwarded === null || forwarded.length > MAX_FORWARDED) return address;
  for (const hop of forwarded.split(',').reverse()) {
    if (!isTrusted(address)) break;
    const before = plain(hop.trim());
    // What a trusted proxy passed on unread may be anything: then the proxy's own address is all that is known.
    if (before === undefined) break;
    address = before;
  }
  return address;
}

/** Without the wrapping of an IPv4 address, and a port that some proxies add; undefined for what is no address. */
function plain(text: string): string | undefined {
  const bare = /^\[([^\]]+)\](:\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  const address = /^::ffff:([\d.]+)$/i.exec(bare)?.[1] ?? bare.replace(/%.*$/, '');
  return isIP(address) === 0 ? undefined : address;
}
