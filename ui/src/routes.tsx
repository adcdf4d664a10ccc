// Every screen with its path. Each is a chunk of its own, loaded with its texts when it is first looked at.
import type { FlatNamespace } from 'i18next';
import type { ComponentType } from 'react';
import { createBrowserRouter } from 'react-router';
import { loadTexts } from './i18n/i18n.ts';
import { Loading } from './parts/loading.tsx';
import { Layout } from './shell/layout.tsx';
import { NotFound } from './shell/not-found.tsx';
import { ScreenError } from './shell/screen-error.tsx';

/** @param isStoodIn whether the screens show the way to each other themselves */
export function createRoutes(isStoodIn: boolean) {
  return createBrowserRouter(
    [
      {
        path: '/',
        element: <Layout isStoodIn={isStoodIn} />,
        HydrateFallback: Loading,
        children: [
          {
            ErrorBoundary: ScreenError,
            children: [
              {
                index: true,
                lazy: screen(async () => (await import('./screens/home/home.tsx')).Home, 'home'),
              },
              {
                path: 'sync/:connectionId?',
                lazy: screen(async () => (await import('./screens/sync/sync.tsx')).Sync, 'sync', 'rehearsal'),
              },
              {
                path: 'people',
                lazy: screen(async () => (await import('./screens/people/people.tsx')).People, 'people'),
              },
              {
                path: 'people/:connectionId/:userId',
                lazy: screen(async () => (await import('./screens/person/person.tsx')).Person, 'person'),
              },
              {
                path: 'mapping',
                lazy: screen(async () => (await import('./screens/mapping/mapping.tsx')).Mapping, 'mapping'),
              },
              {
                path: 'groups',
                lazy: screen(async () => (await import('./screens/groups/groups.tsx')).Groups, 'groups'),
              },
              {
                path: 'reviews',
                lazy: screen(async () => (await import('./screens/reviews/reviews.tsx')).Reviews, 'reviews'),
              },
              {
                path: 'checks',
                lazy: screen(async () => (await import('./screens/checks/checks.tsx')).Checks, 'checks'),
              },
              {
                path: 'leaving',
                lazy: screen(async () => (await import('./screens/leaving/leaving.tsx')).Leaving, 'leaving'),
              },
              {
                path: 'activity',
                lazy: screen(
                  async () => (await import('./screens/activity/activity.tsx')).Activity,
                  'activity',
                ),
              },
              {
                path: 'settings',
                lazy: screen(
                  async () => (await import('./screens/settings/settings.tsx')).Settings,
                  'settings',
                ),
              },
              { path: '*', Component: NotFound },
            ],
          },
        ],
      },
    ],
    { basename: '/app' },
  );
}

/** @param namespaces every text that may come to stand there: one that came later would hide the screen for that long */
function screen(load: () => Promise<ComponentType>, ...namespaces: readonly FlatNamespace[]) {
  return async () => {
    const [Component] = await Promise.all([load(), loadTexts(namespaces)]);
    return { Component };
  };
}
