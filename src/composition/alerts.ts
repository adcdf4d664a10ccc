// Alerts from end to end: who looks for them, who tells of them, and what a person sees.
import { type Alerts, createAlerts } from '../alerts/alerts.ts';
import { type Courier, createCourier, OPERATOR_ENDPOINT } from '../alerts/courier.ts';
import { createMailer } from '../alerts/mail.ts';
import type { SigningSecrets } from '../alerts/sign.ts';
import { createWatch, type Watch } from '../alerts/watch.ts';
import { newId } from '../ids.ts';
import { createOutboundFetch } from '../outbound.ts';
import { createAlertStore, createWatchStore } from '../store/alert-store.ts';
import type { Vault } from '../vault.ts';
import type { Ground } from './ground.ts';

export interface Alerting {
  readonly watch: Watch;
  readonly courier: Courier;
  readonly alerts: Alerts;
}

export function composeAlerts({ config, engine, vault, news, now, log }: Ground): Alerting {
  const { mail, privateHosts = [], publicUrl } = config;
  const store = createAlertStore(engine);
  const secrets = sealingFor(vault);
  const courier = createCourier({
    store,
    fetch: createOutboundFetch({ privateHosts }),
    sendMail: mail && createMailer(mail),
    operatorAddress: mail?.to ?? null,
    secrets,
    publicUrl,
    now,
    log,
  });
  const operatorEndpoint = mail?.to ? OPERATOR_ENDPOINT : null;
  const watch = createWatch({
    store: createWatchStore(engine, { newId, operatorEndpoint }),
    now,
    log,
    onNews: () => courier.wake(),
  });
  news.listen({ told: ({ shop }) => watch.notice(shop) });
  const hasMail = mail !== undefined;
  return {
    watch,
    courier,
    alerts: createAlerts({ store, courier, secrets, privateHosts, hasMail, newId, now }),
  };
}

/** A secret's column is part of what it is sealed for. */
function sealingFor(vault: Vault): SigningSecrets {
  return {
    seal: (shop, column, text) => vault.seal(text, { shop, purpose: `alert_endpoints.${column}` }),
    open: (shop, column, sealed) => vault.open(sealed, { shop, purpose: `alert_endpoints.${column}` }),
  };
}
