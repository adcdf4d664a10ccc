// The connections of the shops: their switches, and the schemas that they declare.
import { z } from 'zod';
import { mayReach } from '../../access/principal.ts';
import type { Mappings } from '../../oversight/mappings.ts';
import { type Connection, LINK_POLICIES } from '../../tenants/ports.ts';
import { mergeSettings, settingsAnswer, settingsInput } from '../../tenants/settings.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { schemasAnswer, schemasInput } from '../schema-input.ts';
import { requireSoundMapping } from './mapping.ts';
import { type AdminRoute, adminRoute, noSuchConnection } from './route.ts';

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

const connectionAnswer = switches.extend({
  id: z.string(),
  shop: z.string(),
  name: z.string(),
  schemas: z.array(z.string()),
  settings: settingsAnswer,
});

export function connectionRoutes({
  tenants,
  mappings,
  onConnectionChange,
}: ConnectionRouteDependencies): AdminRoute[] {
  return [
    adminRoute({
      method: 'GET',
      path: '/connections',
      audience: 'shop',
      summary: 'Lists the connections of all shops, or of the caller’s own.',
      answer: z.array(connectionAnswer),
      handle: async ({ principal }) =>
        (await tenants.connections()).filter(({ shop }) => mayReach(principal, shop)).map(toAnswer),
    }),

    adminRoute({
      method: 'PATCH',
      path: '/connections/:id',
      summary: 'Changes the switches and settings of a connection.',
      description: 'What is left out stays; a section of `settings` that is sent is replaced whole.',
      body: switches.extend({ settings: settingsInput }).partial(),
      answer: connectionAnswer,
      async handle({ parameters, body }) {
        const changes = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
        if (body.settings !== undefined) {
          const before = (await tenants.connections()).find(({ id }) => id === parameters.id);
          if (before === undefined) throw noSuchConnection();
          requireSoundMapping(mappings, mergeSettings(before.settings, body.settings));
        }
        const connection = await tenants.updateConnection(parameters.id, changes);
        if (connection === undefined) throw noSuchConnection();
        onConnectionChange(connection.shop);
        return toAnswer(connection);
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/connections/:id/schemas',
      summary: 'Gives the extension schemas that a connection declares.',
      answer: schemasAnswer,
      async handle({ parameters: { id } }) {
        const connection = (await tenants.connections()).find((candidate) => candidate.id === id);
        if (connection === undefined) throw noSuchConnection();
        return connection.schemas;
      },
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
        if (connection === undefined) throw noSuchConnection();
        return connection.schemas;
      },
    }),
  ];
}

function toAnswer({ schemas, ...connection }: Connection) {
  return { ...connection, schemas: schemas.map(({ id }) => id) };
}
