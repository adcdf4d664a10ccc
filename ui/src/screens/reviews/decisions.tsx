// What can be decided of somebody who is held, each asked again by what will happen.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWrite } from '../../api/queries.ts';
import { Confirmation } from '../../parts/confirmation.tsx';
import type { Review } from './review-card.tsx';

type Choice = Review['choices'][number];

interface DecisionsProps {
  readonly connectionId: string;
  readonly review: Review;
  /** Of the person. */
  readonly name: string;
}

export function Decisions({ connectionId: id, review, name }: DecisionsProps) {
  const { t } = useTranslation('reviews');
  const [typed, setTyped] = useState('');
  const decide = useWrite('POST /connections/:id/reviews/:userId', {
    toast: ({ decision }) => t(`done.${decision.kind}`),
  });
  const { userId, customerId, choices } = review;
  const asksNumber = choices.includes('relink');
  const number = typed.trim().replace(/^.*\//, '');
  const isNumber = /^\d+$/.test(number);
  const known = customerId?.split('/').at(-1) ?? '';

  // Nobody can be linked to nothing: there is no customer in question.
  const offered = choices.filter((choice) => choice !== 'link' || customerId !== null);
  const take = (decision: Choice) =>
    decide.mutate({
      parameters: { id, userId },
      body: {
        decision,
        ...(decision === 'relink' && { customerId: `gid://shopify/Customer/${number}` }),
        ...(decision === 'link' && customerId !== null && { customerId }),
      },
    });

  return (
    <>
      {asksNumber && (
        <s-text-field
          label={t('number')}
          details={t('numberDetails')}
          value={typed}
          {...(number !== '' && !isNumber && { error: t('numberError') })}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      )}
      <s-stack direction="inline" gap="small">
        {offered.map((choice, index) => (
          <s-button
            key={choice}
            variant={index === 0 && choice !== 'leave' ? 'primary' : 'secondary'}
            commandFor={`${choice}-${userId}`}
            loading={decide.isPending}
            disabled={choice === 'relink' && !isNumber}
            accessibilityLabel={t(`actOf.${choice}`, { name })}
          >
            {t(`act.${choice}`)}
          </s-button>
        ))}
      </s-stack>
      {offered.map((choice) => (
        <Confirmation
          key={choice}
          id={`${choice}-${userId}`}
          heading={t(`ask.${choice}`, { name })}
          act={t(`act.${choice}`)}
          isCritical={false}
          onConfirm={() => take(choice)}
        >
          <s-paragraph>
            {t(`will.${choice}`, { name, number: choice === 'relink' ? number : known })}
          </s-paragraph>
        </Confirmation>
      ))}
    </>
  );
}
