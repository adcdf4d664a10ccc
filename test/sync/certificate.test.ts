// A reading that contradicts what Shopify accepted, and what is done about it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { absorbWrite } from '../../src/sync/absorb.ts';
import { absorbProof } from '../../src/sync/certificate.ts';
import { desireCustomer } from '../../src/sync/desired.ts';
import { beginLeaving } from '../../src/sync/leaving.ts';
import { planSync } from '../../src/sync/plan.ts';
import type { LeaverReading } from '../../src/sync/ports.ts';
import { NOTHING_OWNED, REPAIR_MS, type SyncState } from '../../src/sync/state.ts';
import { DEFAULT_SETTINGS } from '../../src/tenants/settings.ts';
import { ALONE } from './support/people.ts';

const NOW = 1_000_000;

const left: SyncState = {
  now: NOW,
  version: 2,
  settings: { ...DEFAULT_SETTINGS, newCustomerCreation: true, linkPolicy: 'link', domains: ['*'] },
  desired: desireCustomer({ active: false, emails: [{ value: 'ada@example.com' }] }, null),
  own: ALONE,
  who: null,
  link: {
    id: 'link-1',
    customerId: 'customer-1',
    origin: 'created',
    state: 'linked',
    emailKey: 'ada@example.com',
    owned: {
      ...beginLeaving(NOTHING_OWNED, 'deactivated', 2, NOW),
      fields: { email: 'ada@example.com' },
      metafields: { active: 'false' },
      tags: ['rollcall:leaver'],
      left: true,
    },
    before: null,
    updatedAt: NOW,
  },
  decision: null,
  look: 'no',
  mergedInto: null,
  inBulk: false,
  freshLink: false,
  holder: null,
  suspect: false,
  intent: null,
  learnt: {},
};

const customer: NonNullable<LeaverReading['customer']> = {
  tags: ['rollcall:leaver'],
  active: 'false',
  consents: { email: null, sms: null },
  state: 'DISABLED',
  companies: { contacts: [], requestId: 'request-1' },
  companiesDeniedForMs: null,
};

const reading = (more: Partial<typeof customer>): LeaverReading => ({
  customer: { ...customer, ...more },
  requestId: 'request-1',
});

const TAKEN = { rejections: [], addressId: null };

describe('what is read back of a leaver', () => {
  it('RULES 20: GIVEN that Shopify shows every rung WHEN it is read THEN the leaving is proven, and that is the end', () => {
    const proven = absorbProof(left, reading({}), NOW);
    assert.equal(proven.link?.owned.leaving?.certified, true);
    const end = planSync(proven);
    assert.equal(end.do === 'settle' && end.verdict.claim, 'left');
  });

  it('RULES 20: GIVEN a metafield that is not so WHEN it is read THEN it is written again, and read again', () => {
    const contradicted = absorbProof(left, reading({ active: 'true' }), NOW);
    const repair = planSync(contradicted);
    assert.ok(repair.do === 'write');
    assert.deepEqual(repair.steps[0], { kind: 'update', fields: {}, metafields: { active: 'false' } });
    const answer = { results: repair.steps.map(() => TAKEN), consents: { email: null, sms: null } };
    const repaired = absorbWrite(contradicted, repair.steps, repair.askConsents, answer);
    assert.equal(planSync(repaired).do, 'readLeaver');
    assert.equal(absorbProof(repaired, reading({}), NOW).link?.owned.leaving?.certified, true);
  });

  it('RULES 20: GIVEN that it is not so again WHEN it is read THEN the user has not left, and is looked at again', () => {
    const once = absorbProof(left, reading({ active: 'true' }), NOW);
    const end = planSync(absorbProof(once, reading({ active: 'true' }), NOW));
    assert.ok(end.do === 'settle');
    assert.deepEqual(
      [end.verdict.claim, end.verdict.code, end.verdict.again],
      ['waiting', 'leaving_not_shown', { at: NOW + REPAIR_MS, priority: 'leaving' }],
    );
  });

  it('RULES 15 d, 20: GIVEN a consent that is still given WHEN it is read THEN it is withdrawn again', () => {
    const consents = { email: { state: 'SUBSCRIBED', level: 'SINGLE_OPT_IN' }, sms: null };
    const repair = planSync(absorbProof(left, reading({ consents }), NOW));
    assert.deepEqual(repair.do === 'write' && repair.steps.map(({ kind }) => kind), ['emailConsent']);
  });

  it('RULES 15 c, 20: GIVEN a tag of ours that came back WHEN it is read THEN it is taken off again', () => {
    const { link } = left;
    assert.ok(link?.owned.leaving);
    const leaving = { ...link.owned.leaving, removedTags: ['department:sales'] };
    const state = { ...left, link: { ...link, owned: { ...link.owned, leaving } } };
    const repair = planSync(
      absorbProof(state, reading({ tags: ['rollcall:leaver', 'department:sales'] }), NOW),
    );
    assert.ok(repair.do === 'write');
    assert.deepEqual(repair.steps.at(-1), { kind: 'tagsRemove', tags: ['department:sales'] });
  });

  it('RULES 4, 20: GIVEN that the customer is gone WHEN it is read THEN a merchant removed it', () => {
    const gone = absorbProof(left, { customer: null, requestId: 'request-1' }, NOW);
    assert.equal(planSync(gone).do, 'readByLink');
  });
});
