// The addresses that a webhook subscription may have.
import type { UserError } from '../rules/user-errors.ts';

const maximumBytes = 65_535;
const appNumber = '250000001';

const internalHosts =
  /(^|\.)(myshopify\.com|shopify\.com|localhost|local|internal|test)$|^(10|127|169\.254|192\.168)\.|^\[/;

/** The objection to an address, in Shopify's words. */
export function findAddressFault(address: string, format: string): UserError[] {
  const message = describeFault(address);
  if (message) return [{ field: ['callbackUrl'], message }];
  if (format === 'XML' && !address.startsWith('https:')) {
    return [{ field: ['format'], message: "Format can only be used with format: 'json'" }];
  }
  return [];
}

function describeFault(address: string): string | undefined {
  if (!address) return "Address can't be blank";
  if (Buffer.byteLength(address) > maximumBytes) return 'Address is too big (maximum is 64 KB)';
  if (address.startsWith('arn:')) return describeArnFault(address);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address)?.[1]?.toLowerCase();
  if (scheme === 'pubsub') return describePubSubFault(address.slice('pubsub://'.length));
  if (scheme === 'kafka') {
    const isTopic = /^[\w.-]+$/.test(address.slice('kafka://'.length));
    return isTopic ? 'Address protocol kafka:// is not supported' : 'Address is not a valid kafka topic';
  }
  if (scheme && scheme !== 'https') return `Address protocol ${scheme}:// is not supported`;
  if (!scheme || !URL.canParse(address)) return 'Address is invalid';
  return internalHosts.test(new URL(address).hostname)
    ? 'Address cannot be a Shopify or an internal domain'
    : undefined;
}

function describeArnFault(arn: string): string | undefined {
  const pattern = /^arn:aws:events:[\w-]+::event-source\/aws\.partner\/shopify\.com(?:\.test)?\/(\d+)\/.+$/;
  const number = pattern.exec(arn)?.[1];
  if (number === undefined) return 'Address is not a valid AWS ARN';
  return number === appNumber
    ? undefined
    : `Address is an AWS ARN and includes api_client_id '${number}' instead of '${appNumber}'`;
}

function describePubSubFault(target: string): string | undefined {
  if (!target) return 'Address protocol pubsub:// is not supported';
  const [project = '', topic, ...more] = target.split(':');
  if (topic === undefined || more.length > 0) {
    return 'Address is not a valid GCP pub/sub format. Format should be pubsub://project:topic';
  }
  if (!/^([a-z][a-z0-9-]{4,28}[a-z0-9]|\d+)$/.test(project)) return 'Address is not a valid GCP project id.';
  return /^[A-Za-z][\w.~+%-]{2,254}$/.test(topic) ? undefined : 'Address is not a valid GCP topic id.';
}
