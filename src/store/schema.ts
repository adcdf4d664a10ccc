// The tables as Kysely sees them: text, integers and JSON as text, so that one text serves both engines.
// Every key begins with the shop; times are milliseconds since the epoch.
import type { Generated } from 'kysely';

export interface Database {
  /** Kysely's own. */
  kysely_migration: { name: string };
  /** The last migration that a process must know; one row, of no shop. */
  schema_floor: { name: string };
  shops: ShopTable;
  installations: InstallationTable;
  connections: ConnectionTable;
  connection_counts: ConnectionCountTable;
  connection_calls: ConnectionCallTable;
  tokens: TokenTable;
  used_assertions: UsedAssertionTable;
  users: UserTable;
  groups: GroupTable;
  group_members: GroupMemberTable;
  group_departures: GroupMemberTable;
  user_emails: UserEmailTable;
  outbox: OutboxTable;
  links: LinkTable;
  claims: ClaimTable;
  bulk_runs: BulkRunTable;
  bulk_creates: BulkCreateTable;
  events: EventTable;
  certificates: CertificateTable;
  webhooks: WebhookTable;
  leavers: LeaverTable;
  surveys: SurveyTable;
  findings: FindingTable;
  surveyed: SurveyedTable;
  audit_entries: AuditEntryTable;
  audit_heads: AuditHeadTable;
  privacy_requests: PrivacyRequestTable;
  erasure_keys: ErasureKeyTable;
  erased_marks: ErasedMarkTable;
  kept_links: KeptLinkTable;
  alerts: AlertTable;
  alert_watches: AlertWatchTable;
  alert_endpoints: AlertEndpointTable;
  alert_deliveries: AlertDeliveryTable;
  rehearsals: RehearsalTable;
}

/** A Shopify store, and the lease under which one process works its outbox. */
interface ShopTable {
  shop: string;
  created_at: number;
  lease_owner: string | null;
  lease_epoch: Generated<number>;
  lease_expires_at: Generated<number>;
  /** JSON: the Admin API's cost bucket as last seen. */
  bucket: string | null;
  /** JSON: the trouble that stops the whole shop, if any. */
  alert: string | null;
}

/** What Shopify gave for a shop that installed the app. The tokens are sealed, and are changed as a pair. */
interface InstallationTable {
  shop: string;
  /** `lost`: Shopify refuses what we hold, and the app is to be opened again. */
  state: 'installed' | 'lost' | 'uninstalled';
  /** Handles, with commas in between. */
  scopes: string;
  access_token: string | null;
  access_expires_at: number | null;
  refresh_token: string | null;
  refresh_expires_at: number | null;
  /** One more with every change of the tokens. */
  version: number;
  /** Who asks Shopify for new tokens now, and until when others leave it to them. */
  renewed_by: string | null;
  renewed_until: number;
  installed_at: number;
  uninstalled_at: number | null;
  updated_at: number;
}

/** One identity provider of a shop. */
interface ConnectionTable {
  shop: string;
  id: string;
  name: string;
  scim_provisioning: number;
  new_customer_creation: number;
  link_policy: string;
  /** JSON array of e-mail domains whose customers may be adopted; `*` stands for all. */
  domains: string;
  /** 1: the RFC to the letter where leniency departs from it. */
  strict: number;
  /** JSON array: the extension schemas that the connection declares. */
  schemas: string;
  /** JSON: the sections of its settings; what is left out is as by default. */
  settings: string;
  /** Which product it is. */
  provider: string;
  /** Its place in the shop's order: where two claim one person, the lower decides the profile (RULES 1). */
  rank: number;
  /** Its tokens are refused from then on; what becomes of its customers is for a person to choose. */
  ended_at: Generated<number | null>;
  ended_choice: Generated<'keep' | 'hand_back' | 'hand_over' | null>;
  /** The connection to which it is handed over. */
  successor: Generated<string | null>;
  /** Users that it had when that was chosen. */
  ended_claims: Generated<number | null>;
  finished_at: Generated<number | null>;
  /** The connection of which this is the stage: a copy on which a made-up person is played through, and nobody else. */
  rehearses: Generated<string | null>;
  created_at: number;
  updated_at: number;
}

/** Totals and the next place in the list order, changed in the transaction of the write they count. */
interface ConnectionCountTable {
  shop: string;
  connection: string;
  next_seq: number;
  users: number;
  /** Those of the users whose `active` is 1. */
  active_users: Generated<number>;
  groups: number;
  /** Rows of `leavers` whose `is_counted` is 1. */
  leavers: Generated<number>;
}

/** How often a connection called on a day. */
interface ConnectionCallTable {
  shop: string;
  connection: string;
  /** Since the epoch, UTC. */
  day: number;
  calls: number;
  last_at: number;
}

/** Of assertions that may be shown once. */
interface UsedAssertionTable {
  shop: string;
  connection: string;
  digest: string;
  ends_at: number;
}

/** Secrets of a provider: only the SHA-256 of each is kept. */
interface TokenTable {
  shop: string;
  id: string;
  connection: string;
  hash: string;
  /** `bearer`: made by a person. `client`: a client secret. `access`: what a client secret or an assertion was given. */
  kind: 'bearer' | 'client' | 'access';
  name: string;
  created_at: number;
  revoked_at: number | null;
  expires_at: number | null;
  /** To the minute. */
  last_used_at: number | null;
  /** Of an access token: the client secret, or the federation, that it was given to. */
  issuer: string | null;
}

/** What a SCIM user and a SCIM group have in common. */
interface ResourceTable {
  shop: string;
  connection: string;
  id: string;
  /** Place in the stable list order of the connection; never changes. */
  seq: number;
  version: number;
  /** Unique: userName or displayName, folded; under `strict` a group's has its id appended. */
  name_key: string;
  external_id: string | null;
  /** JSON: the stored form, without id, meta and members. */
  body: string;
  created_at: number;
  modified_at: number;
  /** displayName, folded for comparison without regard to case; `NO_NAME` without one. */
  display_key: string;
}

/** Sorts behind every name, as what is missing must (RFC 7644 §3.4.2.3); no text holds this noncharacter. */
export const NO_NAME = '\u{10ffff}';

interface UserTable extends ResourceTable {
  active: number;
}

type GroupTable = ResourceTable;

/** By what addresses a user is found; made from the body. */
interface UserEmailTable {
  shop: string;
  connection: string;
  /** Folded for comparison without regard to case. */
  email_key: string;
  user_id: string;
}

interface GroupMemberTable {
  shop: string;
  connection: string;
  group_id: string;
  member_id: string;
  member_type: string;
}

/** "This thing is dirty at version N": one row per thing while it is pending. */
interface OutboxTable {
  shop: string;
  kind: 'user' | 'group' | 'connection';
  connection: string;
  subject: string;
  version: number;
  /** 0 takes access away and goes first; 5 is ordinary. */
  priority: number;
  due_at: number;
  attempts: number;
  /** `held`: a person is to look first (RULES 22). */
  state: 'pending' | 'held' | 'dead';
  error_code: string | null;
  error_detail: string | null;
  created_at: number;
  /** JSON: how far a row of many users has been turned into rows of theirs. */
  bookmark: string | null;
  /** 0 but where another hand may have changed the customer: a place among `LOOKS`. */
  look: Generated<number>;
  /** JSON: what the try that was begun last set out to write, beside what earlier ones did that broke off. */
  intent: Generated<string | null>;
}

/** One customer, joined with the users that claim it. */
interface LinkTable {
  shop: string;
  id: string;
  customer_id: string | null;
  origin: 'created' | 'adopted';
  state: string;
  email_key: string | null;
  /** JSON: what we wrote to the customer. */
  owned: string;
  /** JSON: what was there when the customer was adopted. */
  before: string | null;
  /** JSON: which of what we wrote another hand has changed, and when that was seen. */
  drift: Generated<string | null>;
  /** The number that Shopify refused, as another customer's or as none: it may come to be free. */
  refused_phone: Generated<string | null>;
  /** The customer into which it was merged, as Shopify told it. */
  merged_into: Generated<string | null>;
  created_at: number;
  updated_at: number;
}

/** A reconciliation, or a dry run: how far it has come, and what it counted. */
interface SurveyTable {
  shop: string;
  connection: string;
  id: string;
  kind: 'reconciliation' | 'dry_run';
  policy: 'report' | 'ours' | 'managed';
  scheduled: number;
  dry_run: number;
  state: 'waiting' | 'reading' | 'repairing' | 'finished' | 'failed';
  /** The last user that was looked at, or put right. */
  bookmark: string;
  /** JSON: how far it has come in what bulk operations read; null where it goes page by page. */
  reading: Generated<string | null>;
  /** JSON: numbers by name. */
  counts: string;
  /** Users, or linked customers, that there were as it began. */
  total: Generated<number | null>;
  error: string | null;
  created_at: number;
  finished_at: number | null;
  owner: string | null;
  owner_until: number;
}

/** What a survey that reads by bulk has come across: users, and roles at companies. Gone as soon as it has read all. */
interface SurveyedTable {
  shop: string;
  survey: string;
  seen: string;
}

/** What a survey found of one user, or of a link without one. */
interface FindingTable {
  shop: string;
  connection: string;
  survey: string;
  subject: string;
  kind: string;
  action: string;
  customer_id: string | null;
  code: string | null;
  /** JSON array of names. */
  changed: string;
}

/** What Shopify said of a customer: its id is kept for a while, so that what comes twice is taken in once. */
interface WebhookTable {
  shop: string;
  id: string;
  /** JSON: what is to be taken in; null once it is. */
  facts: string | null;
  received_at: number;
}

/** A user's claim on a customer, and how far its sync has come. */
interface ClaimTable {
  shop: string;
  connection: string;
  user_id: string;
  link_id: string | null;
  state: string;
  code: string | null;
  detail: string | null;
  /** JSON array of sentences. */
  warnings: string;
  synced_version: number;
  updated_at: number;
  /** JSON: what a person decided for the user. */
  decision: Generated<string | null>;
  /** 1: that is to leave it as it is. */
  is_left: Generated<number>;
  /** The customer that a held user would have. */
  found_customer: Generated<string | null>;
}

/** First creates that are, or are to be, one bulk operation of Shopify's. */
interface BulkRunTable {
  shop: string;
  id: string;
  state: 'filling' | 'filled' | 'starting' | 'running';
  target: number;
  size: number;
  operation_id: string | null;
  sent_at: number | null;
  created_at: number;
}

/** One customer of such an operation: gone as soon as its result is known. */
interface BulkCreateTable {
  shop: string;
  run: string;
  /** From 0, without gaps when it is sent. */
  line: number;
  connection: string;
  user_id: string;
  link_id: string;
  /** Of the outbox row. */
  version: number;
  /** JSON: the customer as it is sent. */
  customer: string;
}

/** What was done and why; see timeline/ports.ts. */
interface EventTable {
  shop: string;
  connection: string;
  at: number;
  id: string;
  subject: string;
  kind: string;
  /** JSON: ids, codes, numbers. */
  data: string;
  /** JSON: what may say who somebody is; null once it is erased. */
  personal: string | null;
}

/** What Shopify showed of a customer after one leaving of its user: one row per leaving. */
interface CertificateTable {
  shop: string;
  id: string;
  connection: string;
  user_id: string;
  kind: 'deactivated' | 'deleted';
  since: number;
  proven_at: number;
  /** JSON: ids, codes, times and keyed digests. */
  facts: string;
  /** JSON: the person's values; null once they are erased. */
  person: string | null;
}

/** Who left of late, as the mass-leave guard counts them, and whom it holds. */
interface LeaverTable {
  shop: string;
  connection: string;
  user_id: string;
  at: number;
  state: 'counted' | 'held';
  /** 0 once the guard's window has passed it: only who is held is kept so long. */
  is_counted: number;
}

/** What somebody did, sealed to what was done before; see audit/ports.ts. Nothing but `personal` ever changes. */
interface AuditEntryTable {
  /** Empty for what concerns no shop. */
  shop: string;
  seq: number;
  /** JSON: ids, codes and digests, in the text that is hashed. */
  facts: string;
  hash: string;
  /** JSON: what may say who somebody is; null once it is erased. */
  personal: string | null;
}

/** The last entry of each log: locked by whoever adds one. */
interface AuditHeadTable {
  shop: string;
  seq: number;
  hash: string;
}

/** What Shopify asks for on behalf of a person, or of a shop that is gone; see privacy/ports.ts. */
interface PrivacyRequestTable {
  shop: string;
  id: string;
  kind: 'data_request' | 'customer_redact' | 'shop_redact';
  state: 'open' | 'erasing' | 'done';
  customer_id: string | null;
  /** Sealed: how Shopify named the person; null once nothing needs it. */
  person: string | null;
  received_at: number;
  deadline_at: number;
  due_at: number | null;
  rounds: number;
  finished_at: number | null;
  owner: string | null;
  owner_until: number;
}

/** The key under which a shop's erased persons are known again; made with the first of them. */
interface ErasureKeyTable {
  shop: string;
  sealed: string;
}

/** Whoever was erased, by a keyed digest of what the directory called it. */
interface ErasedMarkTable {
  shop: string;
  mark: string;
  at: number;
}

/** A link id that stays on a customer whose connection has ended with `keep`. */
interface KeptLinkTable {
  shop: string;
  id: string;
}

/** What a person should be told of: open until it is resolved; see alerts/ports.ts. */
interface AlertTable {
  shop: string;
  id: string;
  kind: string;
  /** Empty where it is not of one connection. */
  connection: string;
  subject: string;
  /** JSON: ids, codes, numbers and times. */
  details: string;
  mark: string;
  opened_at: number;
  told_at: number;
  clear_since: number | null;
  resolved_at: number | null;
}

/** When a shop is looked at for alerts again, by whichever process is first. */
interface AlertWatchTable {
  shop: string;
  due_at: number;
}

/** To whom the alerts of a shop are told. */
interface AlertEndpointTable {
  shop: string;
  id: string;
  url: string;
  /** JSON array; null for all. */
  kinds: string | null;
  state: 'live' | 'off' | 'dead';
  /** Sealed. */
  secret: string | null;
  old_secret: string | null;
  old_until: number;
  created_at: number;
  delivered_at: number | null;
  error: string | null;
}

/** One message to one endpoint. */
interface AlertDeliveryTable {
  shop: string;
  id: string;
  endpoint: string;
  alert: string;
  /** JSON, as it is sent. */
  body: string;
  state: 'pending' | 'delivered' | 'dead';
  attempts: number;
  due_at: number;
  created_at: number;
  finished_at: number | null;
  error: string | null;
  owner_until: number;
}

/** One rehearsal of a connection; see rehearsal/ports.ts. */
interface RehearsalTable {
  shop: string;
  connection: string;
  id: string;
  /** The connection that `rehearses` this one. */
  stage: string;
  state: 'running' | 'passed' | 'failed' | 'cancelled';
  /** 1: somebody asked to end it. */
  is_cancelled: number;
  /** JSON: how far it has come. */
  course: string;
  created_at: number;
  finished_at: number | null;
  owner: string | null;
  owner_until: number;
}
