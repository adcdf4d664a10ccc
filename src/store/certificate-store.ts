// Certificates of leavers: written with the settlement that proves one, read by whoever asks.
import type { CertificateStore, KeptCertificate } from '../oversight/certificate-port.ts';
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
  };
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
