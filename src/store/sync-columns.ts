// The columns of which sync-rows.ts makes links, users and settings, as every statement names them.

/** A link's, of `links as l`. */
export const linkColumns = [
  'l.id as link_id',
  'l.customer_id',
  'l.origin',
  'l.state as link_state',
  'l.email_key',
  'l.owned',
  'l.before',
  'l.updated_at as link_updated_at',
] as const;

/** A user's, of `users as u`. */
export const userColumns = ['u.version as user_version', 'u.name_key', 'u.external_id', 'u.body'] as const;

/** What a connection says of its customers, of `connections as c`. */
export const settingsColumns = [
  'c.new_customer_creation',
  'c.link_policy',
  'c.domains',
  'c.settings',
] as const;
