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

/** @param routes by which it is read how something was before it was changed */
export function createAuditor(
  routes: readonly AdminRoute[],
  { audit, tenants }: AuditorDependencies,
): Auditor {
  /** Whose log tells of it: a merchant's acts are its shop's, whatever they name. */
  async function shopOf({ parameters, principal, sent }: Attempt): Promise<string> {
    if (principal.kind === 'merchant') return principal.shop;
    const connections = await tenants.connections();
    const named = (sent as { shop?: unknown } | undefined)?.shop;
    const found =
      connections.find(({ id }) => id === parameters.id) ??
      connections.find(({ shop }) => shop === parameters.shop || shop === named);
    return found?.shop ?? '';
  }

  /** How that stands which a route changes: as it says itself, or as GET of the same path does, where there is one. */
  async function look({ path, method, before }: AdminRoute, asked: Asked): Promise<unknown> {
    if (method === 'GET') return undefined;
    const view = routes.find((route) => route.method === 'GET' && route.path === path);
    try {
      if (before !== undefined) return await before(asked);
      return await view?.handle({ ...asked, query: view.query?.parse({}), body: undefined });
    } catch {
      // There is nothing yet, or not to be seen so.
      return undefined;
    }
  }

  return {
    async carryOut(route, attempt, read) {
      const { parameters, principal, sent } = attempt;
      const end = await audit.begin({
        shop: await shopOf(attempt),
        actor: actorOf(principal),
        what: `${route.method} ${route.path}`,
        connection: idOf(parameters.id),
        target: targetOf(parameters),
        request: sent,
      });
      try {
        const asked = read();
        const before = await look(route, asked);
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
  { method }: AdminRoute,
  before: unknown,
  answered: unknown,
): { before?: unknown; after?: unknown } {
  if (method === 'GET') return {};
  if (method === 'DELETE') return { before };
  return difference(pick(before, answered), answered);
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
