// What Shopify showed after each leaving: rung by rung, with what the person can still do; to be printed.
import { useTranslation } from 'react-i18next';
import { type Answer, fetchFile } from '../../api/client.ts';
import { useReadFirst } from '../../api/queries.ts';
import { Moment } from '../../parts/moment.tsx';
import { Rungs } from '../../parts/rungs.tsx';

type Certificate = Answer<'GET /connections/:id/users/:userId/certificates'>[number];

interface CertificatesProps {
  readonly connectionId: string;
  readonly userId: string;
}

export function Certificates({ connectionId: id, userId }: CertificatesProps) {
  const { t } = useTranslation('person');
  // Read before the page is shown: what comes later would push down what stands below.
  const data = useReadFirst(
    'GET /connections/:id/users/:userId/certificates',
    { parameters: { id, userId } },
    { every: 5_000 },
  );
  if (data.length === 0) return null;
  return (
    <s-section heading={t('certificate.heading')} subheading={t('certificate.text')}>
      {data.map((certificate) => (
        <OneLeaving key={certificate.id} connectionId={id} certificate={certificate} />
      ))}
    </s-section>
  );
}

interface OneLeavingProps {
  readonly connectionId: string;
  readonly certificate: Certificate;
}

function OneLeaving({ connectionId, certificate }: OneLeavingProps) {
  const { t } = useTranslation('person');
  const {
    id: certificateId,
    userId,
    shop,
    connectionName,
    since,
    provenAt,
    isComplete,
    rungs,
    stillPossible,
    outcome,
  } = certificate;

  async function print() {
    const page = await fetchFile(
      'GET /connections/:id/users/:userId/certificates/:certificateId',
      { parameters: { id: connectionId, userId, certificateId } },
      'text/html',
    );
    window.open(URL.createObjectURL(page), '_blank', 'noopener');
  }

  return (
    <s-box border="base" borderRadius="base" padding="base">
      <s-stack gap="small">
        <s-stack direction="inline" gap="small" alignItems="center">
          <s-badge tone={isComplete ? 'success' : 'critical'}>
            {t(isComplete ? 'certificate.complete' : 'certificate.incomplete')}
          </s-badge>
          <s-text>{t(`certificate.outcome.${outcome}`)}</s-text>
          <s-text color="subdued">
            <Moment at={since} exact /> → <Moment at={provenAt} exact />
          </s-text>
          <s-button icon="print" variant="tertiary" onClick={print}>
            {t('certificate.print')}
          </s-button>
        </s-stack>
        <s-text color="subdued">{t('certificate.of', { connection: connectionName, shop })}</s-text>
        <Rungs rungs={rungs} stillPossible={stillPossible} />
      </s-stack>
    </s-box>
  );
}
