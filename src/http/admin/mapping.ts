// Previews of a mapping and of group rules over HTTP, and the refusal of one that cannot be carried out.
import { z } from 'zod';
import type { Mappings } from '../../oversight/mappings.ts';
import { resourceTypesWith } from '../../protocol/index.ts';
import { mergeSettings, type Settings, settingsInput } from '../../tenants/settings.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { notice, notices, toNotice, toNotices } from './notice.ts';
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
  notice,
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
  notices,
});

const checkAnswer = z.strictObject({ errors: z.array(fault) });

const touched = z.strictObject({
  people: z.int().describe('Active users whom the rule is for.'),
  customers: z.int().describe('Those of them who have a customer.'),
});

const changesAnswer = z.strictObject({
  users: z.int().describe('Looked at in this step.'),
  total: z.int().describe('All that the connection has.'),
  customers: z.int().describe('How many customers would change.'),
  fields: z
    .record(z.string(), z.int())
    .describe('Of how many customers each changes: fields, `metafield:…`, `tags`, `address`, `company`.'),
  rules: z.array(touched).describe('In the order of the group rules that were sent.'),
  savedRules: z.array(touched),
  examples: z
    .array(
      z.strictObject({
        userId: z.string(),
        name: z.string().nullable(),
        customerId: z.string(),
        changes: z.array(
          z.strictObject({
            name: z.string(),
            before: z.string().nullable(),
            after: z.string().nullable(),
          }),
        ),
      }),
    )
    .describe(
      'Up to 10 of the step, with what they get by the saved settings and what by those that were sent.',
    ),
  next: z.string().nullable().describe('`after` of the next step; null once all were looked at.'),
});

const membersAnswer = z.strictObject({
  members: z.array(
    z.strictObject({
      userId: z.string(),
      name: z.string().nullable(),
      active: z.boolean(),
      customerId: z.string().nullable(),
      groups: z
        .array(z.strictObject({ id: z.string(), name: z.string(), direct: z.boolean() }))
        .describe('By which the rule is for this user, which is in them directly or through another.'),
    }),
  ),
  next: z.string().nullable().describe('`after` of the next page; null on the last.'),
});

const attribute = z.strictObject({
  path: z.string().describe('As a template names it, such as `user.department`.'),
  isList: z.boolean().describe('It has many values: a filter chooses or joins them.'),
  isDeclared: z.boolean().describe('Of an extension that the connection declares.'),
});

const vocabularyAnswer = z.strictObject({
  attributes: z.array(attribute),
  ofGroup: z.array(attribute).describe('In a group rule besides.'),
  filters: z.array(z.string()),
  tags: z.array(z.string()),
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
        return { errors: preview.errors.map(toFault), ...customer, notices: toNotices(customer.warnings) };
      },
    }),

    adminRoute({
      method: 'POST',
      path: '/connections/:id/mapping/check',
      audited: false,
      summary: 'Tells what is wrong with templates and rules, before anything is saved.',
      description: 'Each fault with its path, line and column. It takes no user.',
      body: z.strictObject({ settings: settingsInput.optional() }),
      answer: checkAnswer,
      async handle({ parameters: { id }, body }) {
        const { settings } = await findConnection(tenants, id);
        return { errors: mappings.check(mergeSettings(settings, body.settings)).map(toFault) };
      },
    }),

    adminRoute({
      method: 'POST',
      path: '/connections/:id/mapping/changes',
      audited: false,
      summary: 'Counts how many customers settings that are not saved would change, and writes nothing.',
      description:
        'Step by step: each looks at up to 2,000 users for less than half a second and says with what `after` to ask for the next; the numbers of all steps add up. Whoever asks no more has called it off. What is compared is what the saved settings make of a user and what those sent do, together with what other connections give the same customer.',
      body: z.strictObject({ settings: settingsInput.optional(), after: z.string().max(255).default('') }),
      answer: changesAnswer,
      async handle({ parameters: { id }, body }) {
        const { shop, settings: saved } = await findConnection(tenants, id);
        const unsaved = mergeSettings(saved, body.settings);
        return mappings.changes({ shop, connection: id }, { saved, unsaved }, body.after);
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/connections/:id/mapping/vocabulary',
      summary:
        'Lists what templates may name: attributes, those of declared extensions too, filters and tags.',
      answer: vocabularyAnswer,
      async handle({ parameters: { id } }) {
        const { schemas } = await findConnection(tenants, id);
        return mappings.vocabulary(resourceTypesWith(schemas).User);
      },
    }),

    adminRoute({
      method: 'POST',
      path: '/connections/:id/groups/members',
      audited: false,
      summary: 'Lists whom a group rule is for, saved or not, a page at a time.',
      description: 'Everybody in the groups that it matches, directly or through groups in them.',
      body: z.strictObject({
        settings: settingsInput.optional(),
        rule: z.int().min(1).describe('Its number, from 1.'),
        after: z.string().max(255).default(''),
        limit: z.int().min(1).max(200).default(50),
      }),
      answer: membersAnswer,
      async handle({ parameters: { id }, body }) {
        const { shop, settings } = await findConnection(tenants, id);
        const rule = mergeSettings(settings, body.settings).groups[body.rule - 1];
        if (rule === undefined) throw new AdminError(404, 'no_such_rule', 'There is no rule of this number.');
        const scope = { shop, connection: id };
        const { members, next } = await mappings.listMembers(scope, rule, body.after, body.limit);
        return {
          members: members.map(({ groups, ...member }) => ({
            ...member,
            groups: groups.map(({ id: group, name, direct }) => ({ id: group, name, direct })),
          })),
          next,
        };
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

function toFault(found: ReturnType<Mappings['check']>[number]): z.output<typeof fault> {
  return { ...found, notice: toNotice(found.message) };
}

/** @throws AdminError 400 naming each template that cannot be carried out, its line and its column. */
export function requireSoundMapping(mappings: Mappings, settings: Settings): void {
  const faults = mappings.check(settings);
  if (faults.length === 0) return;
  const lines = faults.map(
    ({ path, line, column, message }) =>
      `✖ ${message}\n  → at settings.${path}, line ${line}, column ${column}`,
  );
  throw new AdminError(
    400,
    'invalid_mapping',
    lines.join('\n'),
    faults.map(({ path }) => `settings.${path}`),
  );
}
