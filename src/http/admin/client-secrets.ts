// The OAuth client of a connection: where its provider asks for access tokens, and with which secrets.
import { z } from 'zod';
import { clientIdOf } from '../../tenants/grants.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { AdminError, adminRoute } from './route.ts';
import { findConnection, findScope } from './scope.ts';
import { credentialAnswer, newCredential, requireFuture, toCredentialAnswer } from './tokens.ts';

export interface ClientSecretRouteDependencies {
  readonly tenants: Tenants;
  readonly publicUrl: string;
  readonly now: () => number;
}

const client = z.strictObject({
  clientId: z.string(),
  tokenUrl: z.string().describe('Where the provider asks for access tokens: its "token endpoint".'),
});

export function clientSecretRoutes({ tenants, publicUrl, now }: ClientSecretRouteDependencies) {
  const { credentials } = tenants;
  const tokenUrl = `${publicUrl}/oauth/token`;
  return [
    adminRoute({
      method: 'GET',
      path: '/connections/:id/client-secrets',
      summary:
        'Gives the client id of a connection, and lists its client secrets, the newest first; never the secrets themselves.',
      answer: client.extend({ secrets: z.array(credentialAnswer) }),
      async handle({ parameters: { id } }) {
        const connection = await findConnection(tenants, id);
        await tenants.flush();
        const found = await credentials.list({ shop: connection.shop, connection: id }, 'client');
        const secrets = found.map((one) => toCredentialAnswer(one, now()));
        return { clientId: clientIdOf(connection), tokenUrl, secrets };
      },
    }),

    adminRoute({
      method: 'POST',
      path: '/connections/:id/client-secrets',
      summary: 'Makes a client secret. It is shown once: only its hash is kept. Others go on being valid.',
      body: newCredential,
      answer: credentialAnswer.extend({ ...client.shape, clientSecret: z.string() }),
      async handle({ parameters: { id }, body }) {
        const connection = await findConnection(tenants, id);
        requireFuture(body.expiresAt, now());
        const scope = { shop: connection.shop, connection: id };
        const { secret, credential } = await credentials.create(scope, { kind: 'client', ...body });
        const shown = { clientId: clientIdOf(connection), tokenUrl, clientSecret: secret };
        return { ...toCredentialAnswer(credential, now()), ...shown };
      },
    }),

    adminRoute({
      method: 'DELETE',
      path: '/connections/:id/client-secrets/:secret',
      summary: 'Revokes a client secret, and the access tokens that it was given.',
      answer: z.strictObject({ revoked: z.literal(true) }),
      async before({ parameters: { id, secret } }) {
        const all = await credentials.list(await findScope(tenants, id), 'client');
        const found = all.find((one) => one.id === secret);
        return found && toCredentialAnswer(found, now());
      },
      async handle({ parameters: { id, secret } }) {
        const scope = await findScope(tenants, id);
        if (!(await credentials.revoke(scope, secret))) {
          throw new AdminError(
            404,
            'no_such_secret',
            'No such secret lives. GET …/client-secrets lists them.',
          );
        }
        return { revoked: true as const };
      },
    }),
  ];
}
