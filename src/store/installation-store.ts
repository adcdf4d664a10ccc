// The SQL behind installations: tokens are sealed here, and changed as a pair.
import type { Selectable } from 'kysely';
import type { Grant, Installation, InstallationStore } from '../access/ports.ts';
import type { Vault } from '../vault.ts';
import type { Engine } from './engine.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

type InstallationRow = Selectable<Database['installations']>;

const find = statement<{ shop: string }>()((db, p) =>
  db.selectFrom('installations').selectAll().where('shop', '=', p('shop')),
);

type GrantValues = {
  scopes: string;
  access: string;
  accessUntil: number | null;
  refresh: string | null;
  refreshUntil: number | null;
};

const install = statement<GrantValues & { shop: string; now: number }>()((db, p) => {
  const granted = {
    state: 'installed' as const,
    scopes: p('scopes'),
    access_token: p('access'),
    access_expires_at: p('accessUntil'),
    refresh_token: p('refresh'),
    refresh_expires_at: p('refreshUntil'),
    renewed_by: null,
    renewed_until: 0,
    installed_at: p('now'),
    uninstalled_at: null,
    updated_at: p('now'),
  };
  return db
    .insertInto('installations')
    .values({ shop: p('shop'), version: 1, ...granted })
    .onConflict((conflict) =>
      conflict.column('shop').doUpdateSet((eb) => ({
        ...granted,
        version: eb('installations.version', '+', 1),
      })),
    );
});

const claimRenewal = statement<{
  shop: string;
  version: number;
  owner: string;
  until: number;
  now: number;
}>()((db, p) =>
  db
    .updateTable('installations')
    .set({ renewed_by: p('owner'), renewed_until: p('until') })
    .where('shop', '=', p('shop'))
    .where('version', '=', p('version'))
    .where('renewed_until', '<=', p('now')),
);

const releaseRenewal = statement<{ shop: string; owner: string }>()((db, p) =>
  db
    .updateTable('installations')
    .set({ renewed_by: null, renewed_until: 0 })
    .where('shop', '=', p('shop'))
    .where('renewed_by', '=', p('owner')),
);

const renew = statement<GrantValues & { shop: string; version: number; now: number }>()((db, p) =>
  db
    .updateTable('installations')
    .set((eb) => ({
      scopes: p('scopes'),
      access_token: p('access'),
      access_expires_at: p('accessUntil'),
      refresh_token: p('refresh'),
      refresh_expires_at: p('refreshUntil'),
      version: eb('version', '+', 1),
      renewed_by: null,
      renewed_until: 0,
      updated_at: p('now'),
    }))
    .where('shop', '=', p('shop'))
    .where('version', '=', p('version')),
);

const noTokens = {
  access_token: null,
  access_expires_at: null,
  refresh_token: null,
  refresh_expires_at: null,
  renewed_by: null,
  renewed_until: 0,
};

const lose = statement<{ shop: string; version: number; now: number }>()((db, p) =>
  db
    .updateTable('installations')
    .set((eb) => ({ ...noTokens, state: 'lost', version: eb('version', '+', 1), updated_at: p('now') }))
    .where('shop', '=', p('shop'))
    .where('version', '=', p('version')),
);

/** What was said before the latest installation is about an earlier one. */
export const uninstall = statement<{ shop: string; at: number; now: number }>()((db, p) =>
  db
    .updateTable('installations')
    .set((eb) => ({
      ...noTokens,
      state: 'uninstalled',
      version: eb('version', '+', 1),
      uninstalled_at: p('at'),
      updated_at: p('now'),
    }))
    .where('shop', '=', p('shop'))
    .where('installed_at', '<=', p('at')),
);

export const setScopes = statement<{ shop: string; scopes: string; now: number }>()((db, p) =>
  db
    .updateTable('installations')
    .set({ scopes: p('scopes'), updated_at: p('now') })
    .where('shop', '=', p('shop')),
);

const list = statement<Record<string, never>>()((db) =>
  db.selectFrom('installations').selectAll().orderBy('shop'),
);

const listExpiring = statement<{ before: number; limit: number }>()((db, p) =>
  db
    .selectFrom('installations')
    .select('shop')
    .where('state', '=', 'installed')
    .where('refresh_expires_at', '<', p('before'))
    .orderBy('refresh_expires_at')
    .limit(p('limit')),
);

export function createInstallationStore(engine: Engine, vault: Vault): InstallationStore {
  function toValues(shop: string, grant: Grant): GrantValues {
    const { accessToken, refreshToken } = grant;
    return {
      scopes: grant.scopes.join(','),
      access: vault.seal(accessToken, { shop, purpose: 'installations.access_token' }),
      accessUntil: grant.accessExpiresAt,
      refresh:
        refreshToken === null
          ? null
          : vault.seal(refreshToken, { shop, purpose: 'installations.refresh_token' }),
      refreshUntil: grant.refreshExpiresAt,
    };
  }

  function toGrant(row: InstallationRow): Grant | null {
    const { shop, access_token: access, refresh_token: refresh } = row;
    if (access === null) return null;
    return {
      accessToken: vault.open(access, { shop, purpose: 'installations.access_token' }),
      accessExpiresAt: row.access_expires_at,
      refreshToken:
        refresh === null ? null : vault.open(refresh, { shop, purpose: 'installations.refresh_token' }),
      refreshExpiresAt: row.refresh_expires_at,
      scopes: toScopes(row),
    };
  }

  return {
    async open(shop) {
      const row = await engine.read.first(find, { shop });
      return row && { installation: toInstallation(row), grant: toGrant(row) };
    },

    async install(shop, grant, now) {
      await engine.transact((session) => session.run(install, { shop, now, ...toValues(shop, grant) }));
    },

    claimRenewal: (shop, version, owner, until, now) =>
      engine.transact(
        async (session) => (await session.run(claimRenewal, { shop, version, owner, until, now })) === 1,
      ),

    async releaseRenewal(shop, owner) {
      await engine.transact((session) => session.run(releaseRenewal, { shop, owner }));
    },

    renew: (shop, version, grant, now) =>
      engine.transact(
        async (session) => (await session.run(renew, { shop, version, now, ...toValues(shop, grant) })) === 1,
      ),

    lose: (shop, version, now) =>
      engine.transact(async (session) => (await session.run(lose, { shop, version, now })) === 1),

    list: async () => (await engine.read.all(list, {})).map(toInstallation),

    listExpiring: async (before, limit) =>
      (await engine.read.all(listExpiring, { before, limit })).map(({ shop }) => shop),
  };
}

function toInstallation(row: InstallationRow): Installation {
  return {
    shop: row.shop,
    state: row.state,
    scopes: toScopes(row),
    version: row.version,
    installedAt: row.installed_at,
    uninstalledAt: row.uninstalled_at,
  };
}

function toScopes({ scopes }: InstallationRow): readonly string[] {
  return scopes === '' ? [] : scopes.split(',');
}
