// Refusals recorded from a real store, in a form in which they can be compared with the simulator's.
import { existsSync, readFileSync } from 'node:fs';
import type { UserError } from './harness.ts';

const file = new URL('../../../../shared/shopify/errors-observed.txt', import.meta.url);

/** Why the comparison cannot be made here, if it cannot. */
export const skip = existsSync(file) ? false : 'the recordings are not here';

/** Scenes of the recordings that are named by what happens in them, not by the mutation. */
const scenes: Record<string, string> = {
  createHttpUriRejected: 'webhookSubscriptionCreate',
  createInternalDomainRejected: 'webhookSubscriptionCreate',
  createMissingUri: 'webhookSubscriptionCreate',
  createShopifyDomainRejected: 'webhookSubscriptionCreate',
  deleteUnknown: 'webhookSubscriptionDelete',
  updateUnknown: 'webhookSubscriptionUpdate',
};

/** Positions, ids and lengths of what was there differ between a recording and a provocation. */
export function generalize(root: string, { field, message }: UserError): string {
  const place = field?.map((part) => (/^\d+$/.test(part) ? 'N' : part)) ?? null;
  const text = message
    .replaceAll(/gid:\/\/shopify\/\w+\/\d+(, gid:\/\/shopify\/\w+\/\d+)*/g, 'GID')
    .replace(/gid:\/\/shopify\/Product\/not-a-product/, 'GID')
    .replace(/maximum of ([\d.]+?)(\.0)?\.$/, 'maximum of $1.')
    .replace(/^(Key is in use for) \w+ (.*) '.*' namespace/, "$1 Owner $2 'NAMESPACE' namespace")
    .replace(/at \[\d+, \d+\]/, 'at [N, N]')
    .replace(/\(\d+ bytes;/, '(N bytes;')
    .replace(/instead of '\d+'/, "instead of 'N'")
    // The recordings are of products and orders, which the simulated store does not have.
    .replaceAll(/\b(products|orders|customers|metafields|contacts)\b/g, 'LIST');
  return JSON.stringify([root, place, text]);
}

/** The recorded codes by refusal; null where a recording did not ask for the code. */
export function readRecordings(): Map<string, (string | null)[]> {
  const recorded = new Map<string, (string | null)[]>();
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const [root, field, message, code] = JSON.parse(line) as [string, string[] | null, string, string | null];
    const key = generalize(scenes[root] ?? root, { field, message });
    recorded.set(key, [...(recorded.get(key) ?? []), code]);
  }
  return recorded;
}
