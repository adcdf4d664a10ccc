// The connections of the shops: one per identity provider, with its switches and the schemas that it declares.
import { z } from 'zod';
import { mayReach, shopOf } from '../../access/principal.ts';
import type { Mappings } from '../../oversight/mappings.ts';
import { type Connection, LINK_POLICIES, PROVIDERS } from '../../tenants/ports.ts';
import { mergeSettings, settingsAnswer, settingsInput } from '../../tenants/settings.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { schemasAnswer, schemasInput } from '../schema-input.ts';
import { endingAnswer } from './endings.ts';
import { requireSoundMapping } from './mapping.ts';
import { AdminError, adminRoute, noSuchConnection } from './route.ts';
import { findConnection } from './scope.ts';

export interface ConnectionRouteDependencies {
  readonly tenants: Tenants;
  readonly mappings: Mappings;
  /** Told after a change, so that the sync looks at it at once. */
  readonly onConnectionChange: (shop: string) => void;
}

const domain = z
  .string()
  .regex(/^(\*|[a-z0-9-]+(\.[a-z0-9-]+)+)$/i, 'must be a domain such as example.com, or *');

const switches = z.strictObject({
  scimProvisioning: z.boolean(),
  newCustomerCreation: z.boolean(),
  linkPolicy: z.enum(LINK_POLICIES),
  domains: z.array(domain).max(1000),
  strict: z.boolean(),
});

const names = z.strictObject({
  name: z.string().trim().min(1).max(100).describe('For people; no two connections of a shop have the same.'),
  provider: z.enum(PROVIDERS),
});

const connectionAnswer = switches.extend({
  ...names.shape,
  id: z.string(),
  shop: z.string(),
  rank: z
    .int()
    .describe(
      'Its place in the shop’s order: where two connections claim one person, the lower decides the profile.',
    ),
  schemas: z.array(z.string()),
  settings: settingsAnswer,
  ending: endingAnswer.nullable().describe('Null while it lives.'),
});

const statistics = z.strictObject({
  users: z.int(),
  groups: z.int(),
  waiting: z.int().describe('Users whose changes wait for the store.'),
  held: z.int().describe('Users whom a person is to look at.'),
  failed: z.int(),
  callsToday: z
    .int()
    .describe('SCIM calls since midnight, UTC; those of other processes come within a minute.'),
  lastCallAt: z.int().nullable(),
});

const withStatistics = connectionAnswer.extend({ statistics });

export function connectionRoutes({ tenants, mappings, onConnectionChange }: ConnectionRouteDependencies) {
  async function addStatistics(connection: Connection) {
    const { shop, id } = connection;
    return { ...toAnswer(connection), statistics: await tenants.statistics({ shop, connection: id }) };
  }

  return [
    adminRoute({
      method: 'GET',
      path: '/connections',
      audience: 'shop',
      summary: 'Lists the connections of all shops, or of the caller’s own, by shop and rank.',
      answer: z.array(withStatistics),
      async handle({ principal }) {
        const reached = (await tenants.connections(shopOf(principal))).filter(
          ({ ending }) => ending?.finishedAt == null,
        );
        return Promise.all(reached.map(addStatistics));
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/connections/:id',
      summary: 'Gives one connection.',
      answer: withStatistics,
      handle: async ({ parameters: { id } }) => addStatistics(await findConnection(tenants, id)),
    }),

    adminRoute({
      method: 'POST',
      path: '/connections',
      audience: 'shop',
      summary: 'Adds a connection to a shop, for one identity provider; it is the last in the shop’s order.',
      description: 'Both switches are off until they are switched on.',
      body: names.extend({ shop: z.string(), ...switches.partial().shape }),
      answer: connectionAnswer,
      async handle({ body: { shop, name, provider, ...given }, principal }) {
        if (!mayReach(principal, shop)) throw noSuchShop();
        const connection = await tenants.createConnection({ shop, name, provider }, whatIsGiven(given));
        if (connection === 'no_such_shop') throw noSuchShop();
        if (connection === 'name_taken') throw nameTaken();
        return toAnswer(connection);
      },
    }),

    adminRoute({
      method: 'PUT',
      path: '/shops/:shop/order',
      audience: 'shop',
      summary:
        'Sets the order of a shop’s connections: where two claim one person, the first decides the profile.',
      body: z.strictObject({ connections: z.array(z.string()).max(1000) }),
      answer: z.strictObject({ connections: z.array(z.string()) }),
      async before({ parameters: { shop }, principal }) {
        if (!mayReach(principal, shop)) return undefined;
        return { connections: (await tenants.connections(shop)).map(({ id }) => id) };
      },
      async handle({ parameters: { shop }, body: { connections }, principal }) {
        if (!mayReach(principal, shop)) throw noSuchShop();
        if (!(await tenants.orderConnections(shop, connections))) {
          const message = 'Name every connection of the shop once. GET /admin/api/connections lists them.';
          throw new AdminError(400, 'other_connections', message);
        }
        onConnectionChange(shop);
        return { connections };
      },
    }),

    adminRoute({
      method: 'PATCH',
      path: '/connections/:id',
      summary: 'Changes the switches and settings of a connection.',
      description: 'What is left out stays; a section of `settings` that is sent is replaced whole.',
      body: switches.extend({ ...names.shape, settings: settingsInput }).partial(),
      answer: connectionAnswer,
      async handle({ parameters, body }) {
        const changes = whatIsGiven(body);
        if (body.settings !== undefined) {
          const before = await findConnection(tenants, parameters.id);
          requireSoundMapping(mappings, mergeSettings(before.settings, body.settings));
        }
        const connection = await tenants.updateConnection(parameters.id, changes);
        if (connection === undefined) throw noSuchConnection();
        if (connection === 'name_taken') throw nameTaken();
        onConnectionChange(connection.shop);
        return toAnswer(connection);
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/connections/:id/schemas',
      summary: 'Gives the extension schemas that a connection declares.',
      answer: schemasAnswer,
      handle: async ({ parameters: { id } }) => (await findConnection(tenants, id)).schemas,
    }),

    adminRoute({
      method: 'PUT',
      path: '/connections/:id/schemas',
      summary: 'Replaces the extension schemas that a connection declares.',
      description: 'What resources hold under a schema that goes stays until they are written again.',
      body: schemasInput,
      answer: schemasAnswer,
      async handle({ parameters: { id }, body }) {
        const connection = await tenants.updateConnection(id, { schemas: body });
        if (connection === undefined || connection === 'name_taken') throw noSuchConnection();
        return connection.schemas;
      },
    }),
  ];
}

function toAnswer({ schemas, ...connection }: Connection) {
  return { ...connection, schemas: schemas.map(({ id }) => id) };
}

/** Without what a body leaves out. */
function whatIsGiven<T extends object>(body: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as never;
}

function noSuchShop(): AdminError {
  return new AdminError(404, 'no_such_shop', 'The shop is not known here. Install the app there first.');
}

function nameTaken(): AdminError {
  return new AdminError(409, 'name_taken', 'Another connection of the shop has this name. Choose another.');
}
