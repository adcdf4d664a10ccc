// The page around the app: gives its frame ID tokens, shows its navigation, and follows where it goes.
const { appUrl, root, shop } = document.body.dataset;
const app = new URL(appUrl);
const frame = document.querySelector('iframe');
const entries = document.querySelector('nav ul');
const home = document.querySelector('nav a');
const progress = document.querySelector('.progress');

/** Where the frame is to begin: the path behind the app's own, as Shopify passes it on. */
function frameUrl() {
  const url = new URL(appUrl + location.pathname.slice(root.length));
  url.search = location.search;
  url.searchParams.set('embedded', '1');
  url.searchParams.set('shop', shop);
  url.searchParams.set('host', btoa(`${location.host}${root}`));
  if (!url.searchParams.has('locale')) url.searchParams.set('locale', navigator.language);
  return url.href;
}

async function answerWithIdToken(id) {
  const response = await fetch('/_sim/id-token', { method: 'POST' });
  const { idToken } = await response.json();
  frame.contentWindow.postMessage({ rollcall: 'answer', id, value: idToken }, app.origin);
}

/** As Shopify's own dialog does: all of them, or none. */
async function answerWithScopes(id, wanted) {
  const isGranted = confirm(`The app asks for these access scopes:\n\n${wanted.join('\n')}\n\nGrant them?`);
  if (isGranted) {
    const { scopes } = await (await fetch('/_sim/shop')).json();
    const body = JSON.stringify({ scopes: [...new Set([...scopes, ...wanted])] });
    await fetch('/_sim/shop', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  }
  const value = isGranted ? 'granted-all' : 'declined-all';
  frame.contentWindow.postMessage({ rollcall: 'answer', id, value }, app.origin);
}

function showNavigation(items) {
  entries.replaceChildren(
    ...items
      .filter(({ isHome }) => !isHome)
      .map(({ href, text }) => {
        const link = document.createElement('a');
        link.href = root + new URL(href, app).pathname.slice(app.pathname.length);
        link.textContent = text;
        link.addEventListener('click', (event) => go(event, href));
        const item = document.createElement('li');
        item.append(link);
        return item;
      }),
  );
  markCurrent();
}

/** Without loading anything anew. */
function go(event, href) {
  event.preventDefault();
  frame.contentWindow.postMessage({ rollcall: 'go', href }, app.origin);
}

function showPath(path) {
  const { pathname, searchParams } = new URL(path, app);
  for (const name of ['embedded', 'shop', 'host', 'locale']) searchParams.delete(name);
  const search = searchParams.size > 0 ? `?${searchParams}` : '';
  history.replaceState(null, '', root + pathname.slice(app.pathname.length) + search);
  markCurrent();
}

function markCurrent() {
  const links = [home, ...entries.querySelectorAll('a')];
  const isAt = ({ pathname }) =>
    location.pathname === pathname || location.pathname.startsWith(`${pathname}/`);
  const current = links.filter(isAt).sort((a, b) => b.pathname.length - a.pathname.length)[0];
  for (const link of links) {
    if (link === current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  showCurrent();
}

/** Where the row of entries is wider than the screen. */
function showCurrent() {
  const current = document.querySelector('nav [aria-current="page"]');
  current?.scrollIntoView({ block: 'nearest', inline: 'center' });
}

addEventListener('message', ({ source, origin, data }) => {
  if (source !== frame.contentWindow || origin !== app.origin) return;
  if (data.rollcall === 'ask' && data.what === 'idToken') answerWithIdToken(data.id);
  if (data.rollcall === 'ask' && data.what === 'scopes') answerWithScopes(data.id, data.scopes);
  if (data.rollcall !== 'tell') return;
  if (data.what === 'navigation') showNavigation(data.items);
  if (data.what === 'path') showPath(data.path);
  if (data.what === 'loading') progress.hidden = !data.isLoading;
});

addEventListener('resize', showCurrent);
home.addEventListener('click', (event) => go(event, app.pathname));
frame.src = frameUrl();
