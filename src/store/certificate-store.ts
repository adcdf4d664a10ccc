// Certificates of leavers: written with the settlement that proves one, read by whoever asks.
import type { CertificatePage, CertificateStore, KeptCertificate } from '../oversight/certificate-port.ts';
import { foldCase } from '../protocol/index.ts';
import type { Certificate } from '../sync/ports.ts';
import type { Engine, Session } from './engine.ts';
import type { Database } from './schema.ts';
import { statement } from './statement.ts';

/** What is read back later of the same leaving stands in the place of what was read before, under the same id. */
const saveCertificate = statement<
  Record<'shop' | 'id' | 'connection' | 'user' | 'facts', string> & {
    kind: Certificate['kind'];
    since: number;
    provenAt: number;
    person: string | null;
  }
>()((db, p) =>
  db
    .insertInto('certificates')
    .values({
      shop: p('shop'),
      id: p('id'),
      connection: p('connection'),
      user_id: p('user'),
      kind: p('kind'),
      since: p('since'),
      proven_at: p('provenAt'),
      facts: p('facts'),
      person: p('person'),
    })
    .onConflict((conflict) =>
      conflict.columns(['shop', 'connection', 'user_id', 'since', 'kind']).doUpdateSet((eb) => ({
        proven_at: eb.ref('excluded.proven_at'),
        facts: eb.ref('excluded.facts'),
      })),
    ),
);

const ofUser = statement<Record<'shop' | 'connection' | 'user', string>>()((db, p) =>
  db
    .selectFrom('certificates')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('user_id', '=', p('user'))
    .orderBy('since', 'desc')
    .orderBy('proven_at', 'desc')
    .limit(MAX_LISTED),
);

/** Leavings of one user that are listed, the last first. */
const MAX_LISTED = 100;

const ofConnection = statement<
  Record<'shop' | 'connection' | 'id', string> & { since: number; limit: number }
>()((db, p) =>
  db
    .selectFrom('certificates')
    .selectAll()
    .where('shop', '=', p('shop'))
    .where('connection', '=', p('connection'))
    .where('since', '<=', p('since'))
    .where((eb) => eb.or([eb('since', '<', p('since')), eb('id', '<', p('id'))]))
    .orderBy('since', 'desc')
    .orderBy('id', 'desc')
    .limit(p('limit')),
);

/** Certificates that are looked through for one page. */
const MAX_SCANNED = 2_000;
const SCANNED_AT_ONCE = 200;

export async function writeCertificate(
  session: Session,
  shop: string,
  connection: string,
  certificate: Certificate,
): Promise<void> {
  const { id, userId, kind, since, provenAt, person, ...facts } = certificate;
  await session.run(saveCertificate, {
    shop,
    id,
    connection,
    user: userId,
    kind,
    since,
    provenAt,
    facts: JSON.stringify(facts),
    person: JSON.stringify(person),
  });
}

export function createCertificateStore(engine: Engine): CertificateStore {
  return {
    async ofUser(shop, connection, user) {
      return (await engine.read.all(ofUser, { shop, connection, user })).map(toCertificate);
    },

    async ofConnection(shop, connection, { after, search, limit }) {
      const certificates: KeptCertificate[] = [];
      let last = after ?? { since: Number.MAX_SAFE_INTEGER, id: '' };
      for (let scanned = 0; scanned < MAX_SCANNED; scanned += SCANNED_AT_ONCE) {
        const page = { shop, connection, ...last, limit: SCANNED_AT_ONCE };
        const found = (await engine.read.all(ofConnection, page)).map(toCertificate);
        for (const certificate of found) {
          if (certificates.length === limit) return { certificates, next: last };
          last = { since: certificate.since, id: certificate.id };
          if (isSought(certificate, search)) certificates.push(certificate);
        }
        if (found.length < SCANNED_AT_ONCE) return { certificates, next: undefined };
      }
      return { certificates, next: last };
    },
  };
}

function isSought({ userId, person }: KeptCertificate, search: CertificatePage['search']): boolean {
  if (search === undefined || userId === search) return true;
  return [person?.userName, person?.email].some(
    (value) => value != null && foldCase(value).startsWith(search),
  );
}

function toCertificate(row: Database['certificates']): KeptCertificate {
  const { id, kind, since } = row;
  const {
    companies = null,
    companiesDeniedAt = null,
    ...facts
  } = JSON.parse(row.facts) as Omit<Certificate, 'id' | 'userId' | 'kind' | 'since' | 'provenAt' | 'person'>;
  return {
    id,
    userId: row.user_id,
    shop: row.shop,
    connection: row.connection,
    kind,
    since,
    provenAt: row.proven_at,
    ...facts,
    // One from before companies were read says nothing of them, nor an older one when they were denied.
    companies,
    companiesDeniedAt,
    person: row.person === null ? null : (JSON.parse(row.person) as Certificate['person']),
  };
}
