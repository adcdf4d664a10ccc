// Around every screen: the navigation, and links that the router follows without loading the page anew.
import { Suspense, useEffect, useLayoutEffect } from 'react';
import { Outlet, ScrollRestoration, useNavigate, useNavigation } from 'react-router';
import { Loading } from '../parts/loading.tsx';
import { Navigation, OwnNavigation } from './navigation.tsx';
import { pathOf } from './paths.ts';

export function Layout({ isStoodIn }: { readonly isStoodIn: boolean }) {
  useShopifyLinks();
  useLoadingBar();
  return (
    <>
      <Navigation />
      {isStoodIn && <OwnNavigation />}
      <main>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <ScrollRestoration />
    </>
  );
}

/** Shopify's elements tell of a followed link by an event of their own. */
function useShopifyLinks(): void {
  const navigate = useNavigate();
  // Together with the links: one that is followed before would lead nowhere.
  useLayoutEffect(() => {
    const follow = ({ target }: Event) => {
      const to = target instanceof Element ? target.getAttribute('href') : null;
      if (to !== null) void shopify.saveBar.leaveConfirmation().then(() => navigate(pathOf(to)));
    };
    document.addEventListener('shopify:navigate', follow);
    return () => document.removeEventListener('shopify:navigate', follow);
  }, [navigate]);
}

function useLoadingBar(): void {
  const isLoading = useNavigation().state === 'loading';
  useEffect(() => {
    shopify.loading(isLoading);
  }, [isLoading]);
}
