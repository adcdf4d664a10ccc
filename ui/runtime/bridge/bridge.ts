// Stands in for App Bridge: the part of `window.shopify` that the screens use, asked of the page around or done here.
import { givenToken } from './given-token.ts';
import { askForIdToken, askForScopes, isFramed, listenToParent, tell } from './parent.ts';
import { hasSaveBar, hideSaveBar, leaveSaveBar, showSaveBar, toggleSaveBar } from './save-bar.ts';
import { hideToast, showToast } from './toasts.ts';

/** An ID token lives a minute; one with some of it left is used again. */
const KEPT_MS = 40_000;

interface Overlay extends HTMLElement {
  showOverlay(): void;
  hideOverlay(): void;
  toggleOverlay(): void;
}

const overlay = (id: string) => document.getElementById(id) as Overlay | null;

let kept: { readonly token: Promise<string>; readonly until: number } | undefined;

function idToken(): Promise<string> {
  const given = givenToken();
  if (given !== undefined) return Promise.resolve(given);
  if (kept === undefined || kept.until < Date.now()) {
    const token = askForIdToken();
    kept = { token, until: Date.now() + KEPT_MS };
    token.catch(() => {
      kept = undefined;
    });
  }
  return kept.token;
}

export function startBridge(): void {
  const parameters = new URLSearchParams(location.search);
  const apiKey = document.querySelector<HTMLMetaElement>('meta[name="shopify-api-key"]')?.content ?? '';
  const bridge = {
    config: {
      apiKey,
      shop: parameters.get('shop') ?? undefined,
      host: parameters.get('host') ?? undefined,
      locale: parameters.get('locale') ?? navigator.language,
    },
    origin: location.origin,
    ready: Promise.resolve(),
    environment: { embedded: isFramed, mobile: false, pos: false },
    idToken,
    scopes: { request: async (scopes: readonly string[]) => ({ result: await askForScopes(scopes) }) },
    loading: (isLoading = false) => tell({ what: 'loading', isLoading }),
    toast: { show: showToast, hide: hideToast },
    modal: {
      show: async (id: string) => overlay(id)?.showOverlay(),
      hide: async (id: string) => overlay(id)?.hideOverlay(),
      toggle: async (id: string) => overlay(id)?.toggleOverlay(),
    },
    saveBar: {
      show: async (id: string) => showSaveBar(id),
      hide: async (id: string) => hideSaveBar(id),
      toggle: async (id: string) => toggleSaveBar(id),
      leaveConfirmation: leaveSaveBar,
    },
  };
  Object.assign(window, { shopify: bridge });

  listenToParent((href) => {
    const link = document.createElement('a');
    link.href = href;
    link.hidden = true;
    document.body.append(link);
    link.dispatchEvent(new CustomEvent('shopify:navigate', { bubbles: true }));
    link.remove();
  });
  tellOfPath();
  window.addEventListener('beforeunload', (event) => {
    if (hasSaveBar()) event.preventDefault();
  });
}

/** The page around shows where the app is, as Shopify's admin does. */
function tellOfPath(): void {
  const say = () => tell({ what: 'path', path: location.pathname + location.search });
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name].bind(history);
    history[name] = (...given) => {
      original(...given);
      say();
    };
  }
  window.addEventListener('popstate', say);
  say();
}
