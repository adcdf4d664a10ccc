// The `token` command: makes, lists and revokes the bearer tokens of a shop's connections.
import { parseArgs } from 'node:util';
import type { Actor } from './audit/ports.ts';
import { type Administration, openAdministration } from './composition/administration.ts';
import { SHOP_DOMAIN } from './environment.ts';
import { stateOfCredential } from './tenants/credentials.ts';
import type { Connection } from './tenants/ports.ts';

export interface TokenCommandOutput {
  readonly print: (line: string) => void;
  /** Complains, and gives the exit code. */
  readonly misuse: (message: string) => number;
  /** Who does what is done here. */
  readonly actor: Actor;
}

interface Asked {
  readonly shop: string;
  readonly connection: string | undefined;
  readonly name: string;
  readonly days: number | undefined;
  readonly id: string | undefined;
  readonly actor: Actor;
}

const DAY_MS = 24 * 3_600_000;
const USAGE = `rollcall token create --shop example.myshopify.com [--connection NAME|ID] [--name TEXT] [--expires-days N]
rollcall token list --shop example.myshopify.com [--connection NAME|ID]
rollcall token revoke --shop example.myshopify.com ID`;

/** @returns the exit code */
export async function runToken(
  args: string[],
  databaseUrl: string,
  { print, misuse, actor }: TokenCommandOutput,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      shop: { type: 'string' },
      connection: { type: 'string' },
      name: { type: 'string', default: '' },
      'expires-days': { type: 'string' },
    },
  });
  const [verb, id] = positionals;
  const { shop, connection, name, 'expires-days': days } = values;
  if (
    shop === undefined ||
    !(verb === 'create' || verb === 'list' || (verb === 'revoke' && id !== undefined))
  ) {
    return misuse(USAGE);
  }
  if (!SHOP_DOMAIN.test(shop)) {
    return misuse('--shop takes the store’s permanent domain, such as example.myshopify.com.');
  }
  if (days !== undefined && !/^[1-9]\d{0,3}$/.test(days))
    return misuse('--expires-days takes a whole number of days.');
  const asked = { shop, connection, name, days: days === undefined ? undefined : Number(days), id, actor };
  const administration = await openAdministration(databaseUrl);
  try {
    const { tenants } = administration;
    const connections = (await tenants.connections()).filter(
      (candidate) => candidate.shop === shop && candidate.ending === null,
    );
    const run = { create: createToken, list: listTokens, revoke: revokeToken }[verb];
    const complaint = await run(administration, connections, asked, print);
    return complaint === undefined ? 0 : misuse(complaint);
  } finally {
    await administration.close();
  }
}

/** Each gives what is wrong, if something is. */
type Verb = (
  administration: Pick<Administration, 'tenants' | 'audit'>,
  connections: readonly Connection[],
  asked: Asked,
  print: TokenCommandOutput['print'],
) => Promise<string | undefined>;

const createToken: Verb = async ({ tenants, audit }, connections, asked, print) => {
  const chosen = choose(connections, asked.connection);
  if (typeof chosen === 'string') return chosen;
  const expiresAt = asked.days === undefined ? null : Date.now() + asked.days * DAY_MS;
  const options = { ...(chosen && { connection: chosen }), name: asked.name, expiresAt };
  const { shop, actor } = asked;
  const { token } = await audit.carryOut(
    { shop, actor, what: 'token create' },
    () => tenants.createToken(shop, options),
    ({ id, connection }) => ({ tokenId: id, connection: connection.id }),
  );
  print(token);
  return undefined;
};

const listTokens: Verb = async ({ tenants }, connections, asked, print) => {
  const chosen = asked.connection === undefined ? undefined : choose(connections, asked.connection);
  if (typeof chosen === 'string') return chosen;
  for (const connection of chosen === undefined ? connections : [chosen]) {
    const scope = { shop: asked.shop, connection: connection.id };
    for (const token of await tenants.credentials.list(scope, 'bearer')) {
      const used = token.lastUsedAt === null ? 'never used' : `used ${dateOf(token.lastUsedAt)}`;
      const ends = token.expiresAt === null ? 'no expiry' : `expires ${dateOf(token.expiresAt)}`;
      const state = stateOfCredential(token, Date.now());
      print([token.id, state.padEnd(7), ends, used, connection.name, token.name].join('  ').trimEnd());
    }
  }
  return undefined;
};

const revokeToken: Verb = async ({ tenants, audit }, connections, { shop, id = '', actor }, print) => {
  for (const { id: connection } of connections) {
    const live = await tenants.credentials.list({ shop, connection }, 'bearer');
    if (live.some((token) => token.id === id && token.revokedAt === null)) {
      const act = { shop, actor, connection, what: 'token revoke', target: { tokenId: id } };
      await audit.carryOut(act, () => tenants.credentials.revoke({ shop, connection }, id));
      print(`Revoked ${id}. A Rollcall that serves refuses it within a second.`);
      return undefined;
    }
  }
  return `No such token lives. "rollcall token list --shop ${shop}" shows the ids.`;
};

/** The connection that is named, or the only one; undefined where the shop has none yet. A text says what is wrong. */
function choose(
  connections: readonly Connection[],
  named: string | undefined,
): Connection | string | undefined {
  const list = connections.map(({ id, name }) => `${name} (${id})`).join(', ');
  if (named === undefined) {
    if (connections.length > 1)
      return `The shop has several connections. Name one with --connection: ${list}.`;
    return connections[0];
  }
  const isNamed = ({ id, name }: Connection) => id === named || name.toLowerCase() === named.toLowerCase();
  return connections.find(isNamed) ?? `There is no connection "${named}". The shop has: ${list || 'none'}.`;
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
