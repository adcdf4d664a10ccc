// Writes down in the audit log what is done through the admin API: in one place, for every row of its table.
import type { Principal } from '../../access/principal.ts';
import type { Audit } from '../../audit/audit.ts';
import { difference } from '../../audit/difference.ts';
import type { Actor } from '../../audit/ports.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { AdminError, type AdminRoute } from './route.ts';

export interface AuditorDependencies {
  readonly audit: Audit;
  readonly tenants: Tenants;
}

type Asked = Parameters<AdminRoute['handle']>[0];

export interface Attempt extends Pick<Asked, 'parameters' | 'principal'> {
  /** The body as it came, whether or not it is what the route takes. */
  readonly sent: unknown;
}

export interface Auditor {
  /**
   * Handles what is asked between two entries of the log.
   * @param read what is asked, once it is checked
   */
  carryOut(route: AdminRoute, attempt: Attempt, read: () => Asked): Promise<unknown>;
}

/** Ids as we, or Shopify, make them: what else stands in a path is whatever somebody made up. */
const ID = /^([\da-f-]{4,64}|\d{1,20}|[a-z0-9][a-z0-9-]*\.myshopify\.com)$/i;

/** Of a POST, GET of the same path tells what there is beside it. */
const LOOKED_AT: ReadonlySet<string> = new Set(['PUT', 'PATCH', 'DELETE']);

/** @param routes by which it is read how something was before it was changed */
export function createAuditor(
  routes: readonly AdminRoute[],
  { audit, tenants }: AuditorDependencies,
): Auditor {
  /** Whose log tells of it: a merchant's acts are its shop's, whatever they name. */
  async function shopOf({ parameters, principal, sent }: Attempt, before: unknown): Promise<string> {
    if (principal.kind === 'merchant') return principal.shop;
    const { id } = parameters;
    const connection = id === undefined ? undefined : await tenants.connection(id);
    const named = connection ?? [parameters, before, sent].find((one) => isRecord(one) && isText(one.shop));
    const { shop = '' } = (named ?? {}) as { readonly shop?: string };
    return connection === undefined && (await tenants.connections(shop)).length === 0 ? '' : shop;
  }

  /** How that stands which a route changes: as it says itself, or as GET of the same path does, where there is one. */
  async function look(
    { path, method, before }: AdminRoute,
    { parameters, principal }: Attempt,
  ): Promise<unknown> {
    const view = LOOKED_AT.has(method)
      ? routes.find((route) => route.method === 'GET' && route.path === path)
      : undefined;
    try {
      const query = view?.query?.parse({});
      return await (before ?? view?.handle)?.({ parameters, principal, query, body: undefined });
    } catch {
      // There is nothing yet, or not to be seen so.
      return undefined;
    }
  }

  return {
    async carryOut(route, attempt, read) {
      const { parameters, principal, sent } = attempt;
      const before = await look(route, attempt);
      const end = await audit.begin({
        shop: await shopOf(attempt, before),
        actor: actorOf(principal),
        what: `${route.method} ${route.path}`,
        connection: idOf(parameters.id),
        target: targetOf(parameters),
        request: sent,
      });
      try {
        const asked = read();
        const answered = await route.handle(asked);
        await end({ status: 200, ...valuesOf(route, before, answered) });
        return answered;
      } catch (error) {
        const isRefusal = error instanceof AdminError;
        await end({ status: isRefusal ? error.status : 500, code: isRefusal ? error.code : 'internal' });
        throw error;
      }
    },
  };
}

/** What was only read is not copied into the log; what is gone is there as it was. */
function valuesOf(
  { method, before: tells }: AdminRoute,
  before: unknown,
  answered: unknown,
): { before?: unknown; after?: unknown } {
  if (method === 'GET') return {};
  if (method === 'DELETE') return { before };
  return difference(tells === undefined ? pick(before, answered) : before, answered);
}

function actorOf(principal: Principal): Actor {
  return { kind: principal.kind, subject: principal.kind === 'merchant' ? principal.user : null };
}

function idOf(text: string | undefined): string | null {
  return text !== undefined && ID.test(text) ? text : null;
}

function targetOf({ id: _, ...parameters }: Asked['parameters']): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => ID.test(value)));
}

/** Only of what the answer tells is it told how it was before. */
function pick(before: unknown, answered: unknown): unknown {
  if (!isRecord(before) || !isRecord(answered)) return before;
  return Object.fromEntries(Object.entries(before).filter(([key]) => key in answered));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
