// Previews of a mapping and of group rules over HTTP, and the refusal of one that cannot be carried out.
import { z } from 'zod';
import type { Mappings } from '../../oversight/mappings.ts';
import { mergeSettings, type Settings, settingsInput } from '../../tenants/settings.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { AdminError, adminRoute } from './route.ts';
import { findConnection } from './scope.ts';

export interface MappingRouteDependencies {
  readonly tenants: Tenants;
  readonly mappings: Mappings;
}

const fault = z.strictObject({
  path: z.string().meta({ description: 'In the settings, such as `mapping.tags[0]`.' }),
  line: z.int(),
  column: z.int(),
  message: z.string(),
});

const values = z.record(z.string(), z.string());

const previewAnswer = z.strictObject({
  errors: z.array(fault),
  active: z.boolean(),
  fields: values,
  tags: z.array(z.string()),
  metafields: values.meta({ description: 'By key in the app’s namespace, else by `namespace.key`.' }),
  address: values.nullable(),
  company: z
    .strictObject({
      externalId: z.string().nullable(),
      name: z.string().nullable(),
      create: z.boolean(),
      rule: z.int(),
      roles: z.array(
        z.strictObject({ location: z.string().nullable(), role: z.string().nullable(), rule: z.int() }),
      ),
    })
    .nullable()
    .meta({ description: 'What the group rules give; `rule` is the rule’s number, from 1.' }),
  warnings: z.array(z.string()).meta({ description: 'What is left out for this user, and why.' }),
});

const matchesAnswer = z.strictObject({
  rules: z.array(
    z.strictObject({
      matched: z.int().describe('How many groups the rule is for.'),
      groups: z
        .array(z.strictObject({ id: z.string(), name: z.string(), members: z.int() }))
        .describe('The first 20 of them, with how many members are directly in each.'),
    }),
  ),
  complete: z.boolean().describe('False: the connection has more groups than the 5,000 that were looked at.'),
});

export function mappingRoutes({ tenants, mappings }: MappingRouteDependencies) {
  return [
    adminRoute({
      method: 'POST',
      path: '/connections/:id/mapping/preview',
      audited: false,
      summary: 'Shows what a customer would be for a stored user, before anything is saved.',
      description:
        'Sections of `settings` stand in the place of the saved ones. A template with an error is left out of the customer.',
      body: z.strictObject({ userId: z.string().max(255), settings: settingsInput.optional() }),
      answer: previewAnswer,
      async handle({ parameters: { id }, body }) {
        const connection = await findConnection(tenants, id);
        const settings = mergeSettings(connection.settings, body.settings);
        const scope = { shop: connection.shop, connection: id };
        const preview = await mappings.preview(scope, body.userId, settings);
        if (preview === undefined) {
          throw new AdminError(404, 'no_such_user', 'This connection has no user with this id.');
        }
        const { emailFromUserName: _, ...customer } = preview.customer;
        return { errors: preview.errors, ...customer };
      },
    }),

    adminRoute({
      method: 'POST',
      path: '/connections/:id/groups/matches',
      audited: false,
      summary: 'Shows which stored groups each group rule is for, before anything is saved.',
      description:
        'Rules in `settings.groups` stand in the place of the saved ones. A rule for everyone names no group.',
      body: z.strictObject({ settings: settingsInput.optional() }),
      answer: matchesAnswer,
      async handle({ parameters: { id }, body }) {
        const connection = await findConnection(tenants, id);
        const { groups } = mergeSettings(connection.settings, body.settings);
        const { rules, complete } = await mappings.matchGroups(
          { shop: connection.shop, connection: id },
          groups,
        );
        return { complete, rules: rules.map((rule) => ({ ...rule, groups: [...rule.groups] })) };
      },
    }),
  ];
}

/** @throws AdminError 400 naming each template that cannot be carried out, its line and its column. */
export function requireSoundMapping(mappings: Mappings, settings: Settings): void {
  const faults = mappings.check(settings);
  if (faults.length === 0) return;
  const lines = faults.map(
    ({ path, line, column, message }) =>
      `✖ ${message}\n  → at settings.${path}, line ${line}, column ${column}`,
  );
  throw new AdminError(400, 'invalid_mapping', lines.join('\n'));
}
