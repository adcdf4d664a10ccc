// The bearer tokens of a connection: shown once, renewed side by side, and revoked.
import { z } from 'zod';
import { mayReach } from '../../access/principal.ts';
import type { Credential } from '../../tenants/credential-ports.ts';
import { stateOfCredential } from '../../tenants/credentials.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { AdminError, adminRoute } from './route.ts';
import { findScope } from './scope.ts';

export interface TokenRouteDependencies {
  readonly tenants: Tenants;
  readonly now: () => number;
}

/** As `credentialAnswer` has it. */
type CredentialAnswer = z.output<typeof credentialAnswer>;

export const newCredential = z.strictObject({
  name: z.string().trim().max(100).default('').describe('For people, such as where it is used.'),
  expiresAt: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('Milliseconds since the epoch; null for never.'),
});

export const credentialAnswer = z.strictObject({
  id: z.string(),
  name: z.string(),
  state: z
    .enum(['live', 'ending', 'expired', 'revoked'])
    .describe('`ending`: it expires within 30 days. Make another and change the provider over to it.'),
  createdAt: z.int(),
  expiresAt: z.int().nullable(),
  lastUsedAt: z.int().nullable().describe('To the minute.'),
  revokedAt: z.int().nullable(),
});

export function tokenRoutes({ tenants, now }: TokenRouteDependencies) {
  const { credentials } = tenants;
  return [
    adminRoute({
      method: 'GET',
      path: '/connections/:id/tokens',
      summary: 'Lists the bearer tokens of a connection, the newest first; never the tokens themselves.',
      answer: z.array(credentialAnswer),
      async handle({ parameters: { id } }) {
        const scope = await findScope(tenants, id);
        await tenants.flush();
        return (await credentials.list(scope, 'bearer')).map((one) => toCredentialAnswer(one, now()));
      },
    }),

    adminRoute({
      method: 'POST',
      path: '/connections/:id/tokens',
      summary: 'Makes a bearer token. It is shown once: only its hash is kept. Others go on being valid.',
      body: newCredential,
      answer: credentialAnswer.extend({ token: z.string() }),
      async handle({ parameters: { id }, body }) {
        const scope = await findScope(tenants, id);
        requireFuture(body.expiresAt, now());
        const { secret, credential } = await credentials.create(scope, { kind: 'bearer', ...body });
        return { ...toCredentialAnswer(credential, now()), token: secret };
      },
    }),

    adminRoute({
      method: 'DELETE',
      path: '/connections/:id/tokens/:token',
      summary: 'Revokes a bearer token: at once in this process, within a second in others.',
      answer: z.strictObject({ revoked: z.literal(true) }),
      async before({ parameters: { id, token } }) {
        const all = await credentials.list(await findScope(tenants, id), 'bearer');
        const found = all.find((one) => one.id === token);
        return found && toCredentialAnswer(found, now());
      },
      async handle({ parameters: { id, token } }) {
        const scope = await findScope(tenants, id);
        if (!(await credentials.revoke(scope, token))) throw noSuchToken();
        return { revoked: true as const };
      },
    }),

    adminRoute({
      method: 'GET',
      path: '/expiring',
      audience: 'shop',
      summary:
        'Lists the tokens and client secrets of all connections that end within 30 days, or ended in the last 30.',
      answer: z.array(
        credentialAnswer.extend({
          shop: z.string(),
          connection: z.string(),
          kind: z.enum(['bearer', 'client']),
        }),
      ),
      async handle({ principal }) {
        const ending = (await credentials.listEnding()).filter(({ shop }) => mayReach(principal, shop));
        return ending.map((one) => ({
          ...toCredentialAnswer(one, now()),
          shop: one.shop,
          connection: one.connection,
          kind: one.kind === 'client' ? ('client' as const) : ('bearer' as const),
        }));
      },
    }),
  ];
}

export function toCredentialAnswer(credential: Credential, now: number): CredentialAnswer {
  const { id, name, createdAt, expiresAt, lastUsedAt, revokedAt } = credential;
  return { id, name, state: stateOfCredential(credential, now), createdAt, expiresAt, lastUsedAt, revokedAt };
}

/** @throws AdminError 400 */
export function requireFuture(expiresAt: number | null, now: number): void {
  if (expiresAt === null || expiresAt > now) return;
  throw new AdminError(400, 'expired', 'expiresAt must lie in the future, in milliseconds since the epoch.');
}

function noSuchToken(): AdminError {
  return new AdminError(404, 'no_such_token', 'No such token lives. GET …/tokens lists them.');
}
